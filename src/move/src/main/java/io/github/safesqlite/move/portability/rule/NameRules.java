// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Token;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.List;
import java.util.Set;

/** Names that PostgreSQL reads in another way, or does not have. */
final class NameRules {
    /** Of PostgreSQL's reserved words those that SQLite takes for a name, and that applications use as one. */
    private static final Set<String> RESERVED = Set.of(
            "analyse",
            "any",
            "array",
            "asymmetric",
            "both",
            "do",
            "end",
            "fetch",
            "for",
            "grant",
            "leading",
            "localtime",
            "only",
            "placing",
            "session_user",
            "some",
            "symmetric",
            "trailing",
            "user",
            "variadic",
            "window",
            "offset");

    static final List<Rule> ALL = List.of(
            new Rule(
                    "rowid", "PostgreSQL has no rowid.", "Give the table a key column and use it.", NameRules::isRowid),
            new Rule(
                    "double-quoted-string",
                    "SQLite takes a text in double quotes for a string if it knows no such name; for PostgreSQL it is a name.",
                    "Write strings in single quotes.",
                    NameRules::isString),
            new Rule(
                    "foreign-quotes",
                    "PostgreSQL has no names in backticks and brackets.",
                    "Write names in double quotes, or without any.",
                    (s, i, schema) -> s.at(i).kind() == Kind.FOREIGN_QUOTED),
            new Rule(
                    "quoted-case",
                    "A name in double quotes keeps its upper case in PostgreSQL, and one without them becomes lower case.",
                    "Write names in lower case, or quote them everywhere, also where the table is created.",
                    (s, i, schema) -> s.at(i).kind() == Kind.DOUBLE_QUOTED
                            && !isString(s, i, schema)
                            && s.at(i).text().chars().anyMatch(Character::isUpperCase)),
            new Rule(
                    "reserved-name",
                    "The name is a reserved word of PostgreSQL; user without quotes is the role that is connected.",
                    "Rename the column or table, or write its name in double quotes.",
                    (s, i, schema) -> s.at(i).kind() == Kind.WORD
                            && RESERVED.contains(s.at(i).name())
                            && s.at(i + 1).kind() != Kind.OPEN
                            && !isKeywordHere(s, i)
                            && isNamed(s, i, schema)),
            new Rule(
                    "catalog",
                    "PostgreSQL has no sqlite_master and the like, and no pragma_ functions.",
                    "Ask information_schema, or let the migration tool know what exists.",
                    (s, i, schema) -> s.at(i).isName()
                            && (s.at(i).name().startsWith("sqlite_")
                                    || s.at(i).name().startsWith("pragma_"))
                            && !s.at(i).name().equals("sqlite_version")));

    private NameRules() {}

    private static boolean isRowid(Statement s, int i, Schema schema) {
        Token token = s.at(i);
        return token.isName()
                && List.of("rowid", "_rowid_", "oid").contains(token.name())
                && s.at(i + 1).kind() != Kind.OPEN
                && !isDefined(s, token.name())
                && !isAlias(s, token.name())
                && !schema.knows(token.name());
    }

    /** Whether the statement itself makes a name, as an alias or a column of a table. */
    private static boolean isDefined(Statement s, String name) {
        for (int i = 0; i < s.size(); i++) {
            boolean column = s.begins("CREATE")
                            && s.at(i - 1).depth() == 0
                            && s.at(i).depth() == 1
                    || s.begins("CREATE") && s.at(i).depth() == 1 && s.at(i - 1).kind() == Kind.COMMA;
            if (s.at(i).isName() && s.at(i).name().equals(name) && (s.at(i - 1).is("AS") || column)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isString(Statement s, int i, Schema schema) {
        Token token = s.at(i);
        if (token.kind() != Kind.DOUBLE_QUOTED
                || s.isDefinition() && !s.at(i - 1).is("DEFAULT")) {
            return false;
        }
        boolean nameByPlace = s.at(i - 1).kind() == Kind.DOT
                || s.at(i + 1).kind() == Kind.DOT
                || s.at(i + 1).kind() == Kind.OPEN
                || s.at(i - 1).is("FROM", "JOIN", "INTO", "UPDATE", "COLLATE", "TO")
                || s.at(i - 1).endsOperand();
        return !nameByPlace && !schema.knows(token.name()) && !isDefined(s, token.name()) && !isAlias(s, token.name());
    }

    /** Whether a name stands as an alias without AS: directly behind an operand. */
    private static boolean isAlias(Statement s, String name) {
        for (int i = 1; i < s.size(); i++) {
            boolean alias = s.at(i).isName()
                    && s.at(i).name().equals(name)
                    && s.at(i - 1).endsOperand();
            boolean common = s.at(i).isName()
                    && s.at(i).name().equals(name)
                    && s.at(i - 1).is("WITH");
            if (alias || common) {
                return true;
            }
        }
        return false;
    }

    /** Whether the word is not a name but a part of the statement here. */
    private static boolean isKeywordHere(Statement s, int i) {
        return switch (s.at(i).name()) {
            case "end" -> s.at(i - 1).endsOperand() || s.at(i - 1).kind() == Kind.SEMICOLON || i == 0;
            case "do" -> s.at(i + 1).is("UPDATE", "NOTHING");
            case "for" -> s.at(i + 1).is("EACH");
            case "offset" -> s.at(i - 1).endsOperand() && s.at(i + 1).beginsOperand();
            case "window" -> s.at(i + 2).is("AS");
            default -> s.at(i - 1).kind() == Kind.DOT;
        };
    }

    private static boolean isNamed(Statement s, int i, Schema schema) {
        return schema.knows(s.at(i).name()) || isDefined(s, s.at(i).name());
    }
}
