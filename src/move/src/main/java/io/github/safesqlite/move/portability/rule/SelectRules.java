// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.portability.sql.Token;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups and the order of rows. */
final class SelectRules {
    private static final Set<String> AGGREGATES = Set.of(
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "total",
            "group_concat",
            "string_agg",
            "json_group_array",
            "json_group_object");

    static final List<Rule> ALL = List.of(
            new Rule(
                    "bare-group-by",
                    "SQLite takes the value of a column that is neither grouped nor aggregated from some row of the group;"
                            + " PostgreSQL refuses.",
                    "Add the column to GROUP BY, or say which value is meant: min(…), max(…).",
                    SelectRules::hasBareColumn),
            new Rule(
                    "null-order",
                    "NULL comes first in SQLite and last in PostgreSQL, and the other way round with DESC.",
                    "Write NULLS FIRST or NULLS LAST; both databases have them.",
                    SelectRules::ordersNulls));

    private SelectRules() {}

    private static boolean hasBareColumn(Statement s, int i, Schema schema) {
        if (!s.at(i).is("SELECT")) {
            return false;
        }
        Select select = Select.at(s, i);
        boolean aggregates = select.items().stream().anyMatch(item -> hasAggregate(s, item));
        if (!select.hasGroups() && !aggregates) {
            return false;
        }
        Set<String> grouped =
                select.groups().stream().map(group -> lastName(s, group)).collect(Collectors.toSet());
        List<Table> keyed = schema.named(s)
                .filter(table -> !table.key().isEmpty()
                        && table.key().stream().allMatch(column -> grouped.contains(lower(column.name()))))
                .toList();
        return select.items().stream()
                .filter(item -> !isGrouped(s, item, select))
                .anyMatch(item -> hasBareColumn(s, item, grouped, keyed));
    }

    private static boolean isGrouped(Statement s, Select.Range item, Select select) {
        int place = select.items().indexOf(item) + 1;
        String expression = lower(s.text(item.from(), item.endOfExpression(s)));
        String alias = item.endOfExpression(s) < item.to() ? s.at(item.to() - 1).name() : "";
        return select.groups().stream()
                .map(group -> lower(s.text(group.from(), group.to())))
                .anyMatch(text -> text.equals(expression) || text.equals(alias) || text.equals("" + place));
    }

    private static boolean hasAggregate(Statement s, Select.Range item) {
        for (int i = item.from(); i < item.to(); i++) {
            if (opensSelect(s, i)) {
                i = s.closing(i);
            } else if (isAggregate(s, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAggregate(Statement s, int i) {
        if (s.at(i).kind() != Kind.WORD || !AGGREGATES.contains(s.at(i).name()) || !s.isCall(i)) {
            return false;
        }
        int close = s.closing(i + 1);
        boolean severalArguments = s.at(i).is("min", "max") && commas(s, i + 1, close) > 0;
        int behind = s.at(close + 1).is("FILTER") ? s.closing(close + 2) : close;
        return !severalArguments && !s.at(behind + 1).is("OVER");
    }

    private static long commas(Statement s, int open, int close) {
        return s.tokens().subList(open, close).stream()
                .filter(token -> token.kind() == Kind.COMMA
                        && token.depth() == s.at(open).depth() + 1)
                .count();
    }

    private static boolean hasBareColumn(Statement s, Select.Range item, Set<String> grouped, List<Table> keyed) {
        for (int i = item.from(); i < item.endOfExpression(s); i++) {
            Token token = s.at(i);
            if (opensSelect(s, i)) {
                i = s.closing(i);
            } else if (isAggregate(s, i)) {
                i = s.closing(i + 1);
            } else if (token.is("AS", "COLLATE")) {
                i++;
            } else if (token.isOperator("*")
                    && i == item.to() - 1
                    && !s.at(i - 1).endsOperand()) {
                return true;
            } else if (isColumn(s, i)
                    && !grouped.contains(token.name())
                    && keyed.stream()
                            .allMatch(table -> table.columns(token.name()).isEmpty())) {
                return true;
            }
        }
        return false;
    }

    private static boolean opensSelect(Statement s, int i) {
        return s.at(i).kind() == Kind.OPEN && s.at(i + 1).is("SELECT", "WITH");
    }

    private static boolean isColumn(Statement s, int i) {
        return s.at(i).isName()
                && s.at(i + 1).kind() != Kind.OPEN
                && s.at(i + 1).kind() != Kind.DOT
                && !s.at(i).is("LIKE", "GLOB", "REGEXP", "MATCH", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME");
    }

    private static String lastName(Statement s, Select.Range range) {
        Token last = s.at(range.to() - 1);
        boolean plain = range.to() - range.from() == 1 || s.at(range.to() - 2).kind() == Kind.DOT;
        return plain ? last.name() : "";
    }

    private static boolean ordersNulls(Statement s, int i, Schema schema) {
        return s.at(i).is("ORDER")
                && s.at(i + 1).is("BY")
                && Select.terms(s, i + 2).stream().anyMatch(term -> isNullable(s, term, schema));
    }

    private static boolean isNullable(Statement s, Select.Range term, Schema schema) {
        for (int i = term.from(); i < term.to(); i++) {
            if (s.at(i).is("NULLS", "coalesce", "ifnull", "count", "CASE") || opensSelect(s, i)) {
                return false;
            }
        }
        for (int i = term.from(); i < term.to(); i++) {
            if (isColumn(s, i) && schema.columns(s, s.at(i).name()).stream().anyMatch(Column::nullable)) {
                return true;
            }
        }
        return false;
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
