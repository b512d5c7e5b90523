// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Token;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.List;

/** Statements, clauses and operators that PostgreSQL does not have, or that mean something else there. */
final class SyntaxRules {
    static final List<Rule> ALL = List.of(
            new Rule(
                    "insert-or",
                    "PostgreSQL has no INSERT OR …, UPDATE OR … and REPLACE.",
                    "Write INSERT … ON CONFLICT (columns) DO NOTHING or DO UPDATE SET …; both databases have it.",
                    SyntaxRules::isInsertOr),
            new Rule(
                    "pragma",
                    "PostgreSQL has no PRAGMA.",
                    "Set it in the configuration of the DataSource instead of a statement; leave it out on PostgreSQL.",
                    (s, i, schema) -> i == 0 && s.at(i).is("PRAGMA")),
            new Rule(
                    "transaction",
                    "PostgreSQL's BEGIN knows no DEFERRED, IMMEDIATE and EXCLUSIVE, and END TRANSACTION is COMMIT.",
                    "Use setAutoCommit(false) and commit().",
                    (s, i, schema) ->
                            i == 0 && s.at(0).is("BEGIN") && s.at(1).is("DEFERRED", "IMMEDIATE", "EXCLUSIVE")),
            new Rule(
                    "attach",
                    "PostgreSQL has no ATTACH, DETACH and VACUUM INTO.",
                    "Put the tables into schemas of one database; make backups with pg_dump or pg_basebackup.",
                    (s, i, schema) -> i == 0
                            && (s.at(0).is("ATTACH", "DETACH")
                                    || s.at(0).is("VACUUM")
                                            && s.tokens().stream().anyMatch(token -> token.is("INTO")))),
            new Rule(
                    "glob",
                    "PostgreSQL has no GLOB.",
                    "Write LIKE, which tells upper and lower case apart there, or a regular expression with ~.",
                    (s, i, schema) -> isOperator(s, i, "GLOB")),
            new Rule(
                    "like-case",
                    "LIKE does not tell a from A in SQLite, and does in PostgreSQL.",
                    "Write ILIKE there, or lower(…) LIKE lower(…) for both.",
                    (s, i, schema) ->
                            isOperator(s, i, "LIKE") && !isFolded(s, s.at(i - 1).is("NOT") ? i - 2 : i - 1)),
            new Rule(
                    "regexp-match",
                    "PostgreSQL has no REGEXP and MATCH.",
                    "Write ~ for REGEXP; use to_tsvector(…) @@ to_tsquery(…) in place of a full-text table.",
                    (s, i, schema) -> isOperator(s, i, "REGEXP", "MATCH")),
            new Rule(
                    "double-equals",
                    "PostgreSQL has no operator ==.",
                    "Write =.",
                    (s, i, schema) -> s.at(i).isOperator("==")),
            new Rule(
                    "is-value",
                    "IS compares any two values in SQLite; PostgreSQL allows NULL, TRUE, FALSE and UNKNOWN behind it.",
                    "Write IS NOT DISTINCT FROM for IS, and IS DISTINCT FROM for IS NOT; both databases have them.",
                    SyntaxRules::isValueBehindIs),
            new Rule(
                    "limit-comma",
                    "PostgreSQL does not allow LIMIT offset, count.",
                    "Write LIMIT count OFFSET offset.",
                    SyntaxRules::isLimitWithComma),
            new Rule(
                    "limited-change",
                    "PostgreSQL has no ORDER BY and LIMIT in UPDATE and DELETE.",
                    "Name the rows by WHERE key IN (SELECT key … ORDER BY … LIMIT …).",
                    (s, i, schema) -> s.at(0).is("UPDATE", "DELETE")
                            && s.at(i).depth() == 0
                            && s.at(i).is("LIMIT")),
            new Rule(
                    "named-parameter",
                    "PostgreSQL's JDBC driver knows ? alone: no ?1, :name, @name and $name.",
                    "Write ? for each parameter, or let a library such as Spring's NamedParameterJdbcTemplate do it.",
                    (s, i, schema) ->
                            s.at(i).kind() == Kind.PARAMETER && s.at(i).text().length() > 1),
            new Rule(
                    "indexed-by",
                    "PostgreSQL has no INDEXED BY and NOT INDEXED.",
                    "Leave it out.",
                    (s, i, schema) -> s.at(i).is("INDEXED")
                            && (s.at(i + 1).is("BY") || s.at(i - 1).is("NOT"))),
            new Rule(
                    "conflict-target",
                    "PostgreSQL wants ON CONFLICT (columns) before DO UPDATE.",
                    "Name the columns of the unique index.",
                    (s, i, schema) -> s.at(i).is("CONFLICT")
                            && s.at(i - 1).is("ON")
                            && s.at(i + 1).is("DO")
                            && s.at(i + 2).is("UPDATE")),
            new Rule(
                    "upsert-column",
                    "DO UPDATE SET n = n + 1 is ambiguous in PostgreSQL, which asks whether the row there or the new one is meant.",
                    "Write table.n + 1 or excluded.n + 1.",
                    SyntaxRules::isAmbiguousInUpsert),
            new Rule(
                    "collation",
                    "PostgreSQL has no collations NOCASE, RTRIM and BINARY.",
                    "Use the type citext or lower(…) for NOCASE, COLLATE \"C\" for BINARY.",
                    (s, i, schema) -> s.at(i - 1).is("COLLATE")
                            && List.of("nocase", "rtrim", "binary")
                                    .contains(s.at(i).name())));

    private SyntaxRules() {}

    private static boolean isInsertOr(Statement s, int i, Schema schema) {
        Token token = s.at(i);
        boolean replace = token.is("REPLACE") && s.at(i + 1).is("INTO");
        return replace
                || token.is("OR")
                        && s.at(i - 1).is("INSERT", "UPDATE")
                        && s.at(i + 1).is("REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK");
    }

    /** Whether one of these words stands where an operator does. */
    private static boolean isOperator(Statement s, int i, String... words) {
        int left = s.at(i - 1).is("NOT") ? i - 2 : i - 1;
        return s.at(i).is(words) && s.at(left).endsOperand() && s.at(i + 1).beginsOperand();
    }

    /** Whether a column behind DO UPDATE SET is read without a name of its table before it. */
    private static boolean isAmbiguousInUpsert(Statement s, int i, Schema schema) {
        if (!s.at(i).isName() || s.at(i + 1).kind() == Kind.OPEN) {
            return false;
        }
        boolean qualified = s.at(i - 1).kind() == Kind.DOT || s.at(i + 1).kind() == Kind.DOT;
        boolean assigned = s.at(i + 1).isOperator("=")
                && (s.at(i - 1).is("SET") || s.at(i - 1).kind() == Kind.COMMA)
                && s.at(i).depth() == 0;
        return !qualified
                && !assigned
                && isBehindDoUpdate(s, i)
                && !schema.columns(s, s.at(i).name()).isEmpty();
    }

    private static boolean isBehindDoUpdate(Statement s, int i) {
        for (int at = i; at > 0; at--) {
            if (s.at(at).is("RETURNING", "SELECT") || s.at(at).kind() == Kind.SEMICOLON) {
                return false;
            }
            if (s.at(at).is("UPDATE") && s.at(at - 1).is("DO")) {
                return true;
            }
        }
        return false;
    }

    /** Whether the operand that ends at the token is of one case. */
    private static boolean isFolded(Statement s, int end) {
        return s.at(end).kind() == Kind.CLOSE && s.at(s.opening(end) - 1).is("lower", "upper");
    }

    private static boolean isValueBehindIs(Statement s, int i, Schema schema) {
        if (!s.at(i).is("IS") || !s.at(i - 1).endsOperand()) {
            return false;
        }
        Token value = s.at(s.at(i + 1).is("NOT") ? i + 2 : i + 1);
        return !value.is("NULL", "TRUE", "FALSE", "DISTINCT", "UNKNOWN");
    }

    private static boolean isLimitWithComma(Statement s, int i, Schema schema) {
        if (!s.at(i).is("LIMIT")) {
            return false;
        }
        int end = i + 1;
        while (end < s.size()
                && s.at(end).depth() >= s.at(i).depth()
                && !s.at(end).is("RETURNING")) {
            if (s.at(end).kind() == Kind.COMMA && s.at(end).depth() == s.at(i).depth()) {
                return true;
            }
            end++;
        }
        return false;
    }
}
