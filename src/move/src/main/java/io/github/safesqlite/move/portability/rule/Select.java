// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a SELECT returns and what it groups by. Immutable.
 *
 * @param items the items of its list
 * @param groups the terms of GROUP BY
 */
record Select(List<Range> items, List<Range> groups) {
    /**
     * Tokens of a statement.
     *
     * @param from the first
     * @param to behind the last
     */
    record Range(int from, int to) {
        /** Where the alias of an item begins, or its end. */
        int endOfExpression(Statement s) {
            if (to - from >= 3 && s.at(to - 2).is("AS")) {
                return to - 2;
            }
            boolean alias =
                    to - from >= 2 && s.at(to - 1).isName() && s.at(to - 2).endsOperand();
            return alias ? to - 1 : to;
        }
    }

    /** The SELECT whose first word is at {@code index}. */
    static Select at(Statement s, int index) {
        int first = s.at(index + 1).is("DISTINCT", "ALL") ? index + 2 : index + 1;
        List<Range> groups = List.of();
        for (int i = first; i < s.size() && !endsSelect(s, i, index); i++) {
            if (s.at(i).is("GROUP") && s.at(i).depth() == s.at(index).depth()) {
                groups = terms(s, i + 2);
            }
        }
        return new Select(terms(s, first), groups);
    }

    boolean hasGroups() {
        return !groups.isEmpty();
    }

    private static boolean endsSelect(Statement s, int i, int index) {
        int depth = s.at(index).depth();
        return s.at(i).depth() < depth
                || s.at(i).depth() == depth
                        && (s.at(i).is("UNION", "EXCEPT", "INTERSECT")
                                || s.at(i).kind() == Kind.SEMICOLON);
    }

    /** The terms of a list that begins at an index, up to the next clause. */
    static List<Range> terms(Statement s, int from) {
        List<Range> terms = new ArrayList<>();
        int depth = s.at(from).depth();
        int begin = from;
        int i = from;
        for (; i < s.size() && !endsList(s, i, depth); i++) {
            if (s.at(i).kind() == Kind.COMMA && s.at(i).depth() == depth) {
                terms.add(new Range(begin, i));
                begin = i + 1;
            }
        }
        if (i > begin) {
            terms.add(new Range(begin, i));
        }
        return terms;
    }

    private static boolean endsList(Statement s, int i, int depth) {
        return s.at(i).depth() < depth
                || s.at(i).depth() == depth
                        && (s.at(i).kind() == Kind.SEMICOLON
                                || s.at(i)
                                        .is(
                                                "FROM",
                                                "WHERE",
                                                "GROUP",
                                                "HAVING",
                                                "ORDER",
                                                "LIMIT",
                                                "UNION",
                                                "EXCEPT",
                                                "INTERSECT",
                                                "WINDOW",
                                                "RANGE",
                                                "ROWS",
                                                "GROUPS",
                                                "RETURNING"));
    }
}
