// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.plan;

import io.github.safesqlite.move.target.ForeignKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Puts parents before children, by Tarjan's algorithm: it finds the circles, each after those that it refers to. */
final class CopyOrder {
    private final Map<String, TablePlan> tables;
    private final Predicate<ForeignKey> followed;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> path = new ArrayDeque<>();
    private final List<List<TablePlan>> groups = new ArrayList<>();

    private CopyOrder(List<TablePlan> plans, Predicate<ForeignKey> followed) {
        tables = plans.stream().collect(Collectors.toMap(plan -> plan.target().name(), plan -> plan));
        this.followed = followed;
        for (TablePlan plan : plans) {
            if (!numbers.containsKey(plan.target().name())) {
                visit(plan.target().name());
            }
        }
    }

    /** The tables in groups: those of a group refer to one another, and only to groups before. */
    static List<List<TablePlan>> groups(List<TablePlan> plans, Predicate<ForeignKey> followed) {
        return new CopyOrder(plans, followed).groups;
    }

    private void visit(String table) {
        int number = numbers.size();
        numbers.put(table, number);
        lowest.put(table, number);
        path.push(table);
        for (ForeignKey key : tables.get(table).target().foreignKeys()) {
            String parent = key.parent();
            if (!followed.test(key) || !tables.containsKey(parent)) {
                continue;
            }
            if (!numbers.containsKey(parent)) {
                visit(parent);
                lowest.merge(table, lowest.get(parent), Math::min);
            } else if (path.contains(parent)) {
                lowest.merge(table, numbers.get(parent), Math::min);
            }
        }
        if (lowest.get(table) == number) {
            List<TablePlan> group = new ArrayList<>();
            String member;
            do {
                member = path.pop();
                group.add(tables.get(member));
            } while (!member.equals(table));
            groups.add(group);
        }
    }
}
