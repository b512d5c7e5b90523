// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Token;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.List;
import java.util.function.Predicate;

/** Values that PostgreSQL converts, computes or compares in another way. */
final class ValueRules {
    private static final String[] COMPARISONS = {"=", "==", "<>", "!=", "<", ">", "<=", ">="};

    static final List<Rule> ALL = List.of(
            new Rule(
                    "blob-literal",
                    "x'…' is a string of bits in PostgreSQL.",
                    "Bind bytes as a parameter, or write '\\x…'::bytea there.",
                    (s, i, schema) -> s.at(i).kind() == Kind.BLOB),
            new Rule(
                    "concat-number",
                    "PostgreSQL joins no two numbers by ||, and writes a floating-point number in another way than SQLite.",
                    "Write CAST(… AS text), or format in the application.",
                    ValueRules::isNumberJoined),
            new Rule(
                    "division",
                    "A division by zero is NULL in SQLite and an error in PostgreSQL, and a whole number in a NUMERIC column"
                            + " loses its fraction in SQLite only.",
                    "Write … / nullif(…, 0), and CAST(… AS real) or CAST(… AS bigint) for the kind of division that is meant.",
                    ValueRules::isDivision),
            new Rule(
                    "implicit-type",
                    "SQLite compares a column with a literal of another type; PostgreSQL refuses, or fails to convert it.",
                    "Write the literal in the type of the column, or bind a parameter.",
                    ValueRules::isComparedWithOtherType),
            new Rule(
                    "condition-not-boolean",
                    "PostgreSQL wants a truth value as a condition, and takes no number for one.",
                    "Write column <> 0, or make it a BOOLEAN.",
                    ValueRules::isNumberAsCondition),
            new Rule(
                    "cast-integer",
                    "CAST AS INTEGER cuts the fraction off and makes 0 of a text that is no number in SQLite; PostgreSQL rounds,"
                            + " fails, and its INTEGER has 4 bytes.",
                    "Write CAST(trunc(…) AS bigint), or convert in the application.",
                    (s, i, schema) -> s.at(i).is("AS")
                            && s.at(i + 1).is("INT", "INTEGER", "BIGINT", "SMALLINT")
                            && s.at(i + 2).kind() == Kind.CLOSE
                            && s.at(s.opening(i + 2) - 1).is("CAST")));

    private ValueRules() {}

    private static boolean isNumberJoined(Statement s, int i, Schema schema) {
        if (!s.at(i).isOperator("||")) {
            return false;
        }
        int left = i - 1;
        boolean chained =
                s.at(s.at(left - 1).kind() == Kind.DOT ? left - 3 : left - 1).isOperator("||");
        int right = s.at(i + 2).kind() == Kind.DOT ? i + 3 : i + 1;
        boolean numbers = !chained && isNumber(s, left, schema) && isNumber(s, right, schema);
        return numbers
                || isColumn(s, left, schema, column -> column.affinity() == Column.Affinity.REAL)
                || isColumn(s, right, schema, column -> column.affinity() == Column.Affinity.REAL);
    }

    private static boolean isNumber(Statement s, int i, Schema schema) {
        return s.at(i).kind() == Kind.NUMBER || isColumn(s, i, schema, Column::isNumeric);
    }

    /** Whether the token is a column of a table of the statement, and all columns of that name are alike. */
    private static boolean isColumn(Statement s, int i, Schema schema, Predicate<Column> alike) {
        if (!s.at(i).isName() || s.at(i + 1).kind() == Kind.OPEN) {
            return false;
        }
        List<Column> columns = schema.columns(s, s.at(i).name());
        return !columns.isEmpty() && columns.stream().allMatch(alike);
    }

    private static boolean isDivision(Statement s, int i, Schema schema) {
        if (!s.at(i).isOperator("/", "%")) {
            return false;
        }
        Token divisor = s.at(i + 1);
        boolean safe = divisor.kind() == Kind.NUMBER && divisor.text().matches(".*[1-9].*") || divisor.is("NULLIF");
        boolean exact = isColumn(s, i - 1, schema, column -> column.affinity() == Column.Affinity.NUMERIC);
        return !safe || exact;
    }

    private static boolean isComparedWithOtherType(Statement s, int i, Schema schema) {
        return s.at(i).isOperator(COMPARISONS)
                && !isAssigned(s, i)
                && (isOtherType(s, i - 1, literal(s, i + 1), schema)
                        || isOtherType(s, s.at(i + 2).kind() == Kind.DOT ? i + 3 : i + 1, s.at(i - 1), schema));
    }

    /** The literal at an index, without its sign. */
    private static Token literal(Statement s, int i) {
        return s.at(i).isOperator("-", "+") ? s.at(i + 1) : s.at(i);
    }

    private static boolean isOtherType(Statement s, int column, Token literal, Schema schema) {
        return switch (literal.kind()) {
            case NUMBER ->
                isColumn(
                        s,
                        column,
                        schema,
                        found -> found.affinity() == Column.Affinity.TEXT || found.isBoolean() || found.isTemporal());
            case STRING -> !isNumberText(literal.text()) && isColumn(s, column, schema, Column::isNumeric);
            default -> false;
        };
    }

    private static boolean isNumberText(String quoted) {
        return quoted.matches("'\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?\\s*'");
    }

    /** Whether the sign does not compare but assigns, in SET; a truth value is refused there too. */
    private static boolean isAssigned(Statement s, int i) {
        int at = i;
        while (at >= 0 && !s.at(at).is("SET", "WHERE", "WHEN", "ON", "AND", "OR")) {
            at--;
        }
        return s.at(at).is("SET") && s.at(i).depth() == s.at(at).depth();
    }

    private static boolean isNumberAsCondition(Statement s, int i, Schema schema) {
        int behindNot = s.at(i - 1).is("NOT") ? i - 2 : i - 1;
        int first = s.at(i + 1).kind() == Kind.DOT ? i + 2 : i;
        Token next = s.at(first + 1);
        boolean begins = s.at(behindNot).is("WHERE", "HAVING", "OR") || isConjunction(s, behindNot);
        boolean ends = next.kind() == Kind.END
                || next.kind() == Kind.SEMICOLON
                || next.kind() == Kind.CLOSE
                || next.is("AND", "OR", "ORDER", "GROUP", "LIMIT", "RETURNING", "UNION");
        return begins
                && ends
                && (s.at(i).kind() == Kind.NUMBER || isColumn(s, first, schema, column -> !column.isBoolean()));
    }

    /** Whether an AND joins two conditions, and is not a part of BETWEEN. */
    private static boolean isConjunction(Statement s, int i) {
        if (!s.at(i).is("AND")) {
            return false;
        }
        for (int at = i - 1; at >= 0; at--) {
            // Each BETWEEN has an AND of its own.
            if (s.at(at).depth() == s.at(i).depth() && s.at(at).is("AND", "BETWEEN")) {
                return s.at(at).is("AND");
            }
        }
        return true;
    }
}
