// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Graph.Edge;
import io.github.safesqlite.history.Graph.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for a short cycle in a graph. */
final class Cycles {
    /** In a large component the nodes from which a cycle is looked for. */
    private static final int MOST_STARTS = 300;

    private Cycles() {}

    /** A short cycle, or null if there is none. */
    static @Nullable List<Edge> shortest(Graph graph) {
        List<Edge> shortest = null;
        for (List<Integer> component : Components.of(graph)) {
            Set<Integer> members = new HashSet<>(component);
            for (int start : component.subList(0, Math.min(MOST_STARTS, component.size()))) {
                for (Edge first : graph.from(start)) {
                    shortest = shorter(shortest, closed(graph, first, members));
                }
            }
        }
        return shortest;
    }

    /** A short cycle with exactly one edge of that kind, which {@code others} does not have; null if there is none. */
    static @Nullable List<Edge> withOne(Kind kind, Graph graph, Graph others) {
        List<Edge> shortest = null;
        int left = MOST_STARTS * 10;
        for (List<Integer> component : Components.of(graph)) {
            Set<Integer> members = new HashSet<>(component);
            for (int node : component) {
                for (Edge edge : graph.from(node)) {
                    if (edge.kind() == kind && left-- > 0) {
                        shortest = shorter(shortest, closed(others, edge, members));
                    }
                }
            }
        }
        return shortest;
    }

    private static @Nullable List<Edge> shorter(@Nullable List<Edge> one, @Nullable List<Edge> other) {
        return one == null || other != null && other.size() < one.size() ? other : one;
    }

    /** The edge, and the shortest way from its end to its start. */
    private static @Nullable List<Edge> closed(Graph graph, Edge first, Set<Integer> members) {
        if (!members.contains(first.to())) {
            return null;
        }
        Map<Integer, Edge> cameBy = new HashMap<>();
        cameBy.put(first.to(), first);
        Deque<Integer> next = new ArrayDeque<>(List.of(first.to()));
        while (!next.isEmpty() && !(cameBy.containsKey(first.from()))) {
            for (Edge edge : graph.from(next.remove())) {
                if (members.contains(edge.to()) && cameBy.putIfAbsent(edge.to(), edge) == null) {
                    next.add(edge.to());
                }
            }
        }
        if (!cameBy.containsKey(first.from())) {
            return null;
        }
        LinkedList<Edge> cycle = new LinkedList<>();
        Edge edge = cameBy.get(first.from());
        while (edge != first) {
            cycle.addFirst(edge);
            edge = cameBy.get(edge.from());
        }
        cycle.addFirst(first);
        return new ArrayList<>(cycle);
    }
}
