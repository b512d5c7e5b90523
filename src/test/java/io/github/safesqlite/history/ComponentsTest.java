// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two nodes are in one component if each can be reached from the other. */
class ComponentsTest {
    private static Graph graph(int nodes, int[]... edges) {
        Graph graph = new Graph(nodes);
        for (int[] edge : edges) {
            graph.add(Graph.Edge.time(edge[0], edge[1]));
        }
        return graph;
    }

    private static Set<Set<Integer>> components(Graph graph) {
        return Components.of(graph).stream().map(TreeSet::new).collect(Collectors.toSet());
    }

    @Test
    void nothingGoesRound() {
        assertEquals(Set.of(), components(graph(3, new int[] {0, 1}, new int[] {1, 2}, new int[] {0, 2})));
    }

    @Test
    void twoRoundsThatTouchNot() {
        Graph graph = graph(
                5, new int[] {0, 1}, new int[] {1, 0}, new int[] {1, 2}, new int[] {2, 3}, new int[] {3, 4}, new int[] {
                    4, 2
                });
        assertEquals(Set.of(Set.of(0, 1), Set.of(2, 3, 4)), components(graph));
        assertEquals(2, Cycles.shortest(graph).size());
    }

    @Test
    void aLongChainNeedsNoDeepStack() {
        int nodes = 200_000;
        Graph graph = new Graph(nodes);
        for (int node = 0; node < nodes; node++) {
            graph.add(Graph.Edge.time(node, (node + 1) % nodes));
        }
        assertEquals(
                List.of(nodes), Components.of(graph).stream().map(List::size).toList());
    }

    @Test
    void asReachabilitySays() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int nodes = 2 + random.nextInt(9);
            Graph graph = new Graph(nodes);
            for (int edge = random.nextInt(2 * nodes); edge >= 0; edge--) {
                graph.add(Graph.Edge.time(random.nextInt(nodes), random.nextInt(nodes)));
            }
            Set<Set<Integer>> expected = new HashSet<>();
            for (int one = 0; one < nodes; one++) {
                Set<Integer> together = new TreeSet<>(Set.of(one));
                for (int other : reached(graph, one)) {
                    if (reached(graph, other).contains(one)) {
                        together.add(other);
                    }
                }
                if (together.size() > 1) {
                    expected.add(together);
                }
            }
            assertEquals(expected, components(graph), "round " + round);
        }
    }

    private static Set<Integer> reached(Graph graph, int from) {
        Set<Integer> reached = new TreeSet<>();
        reach(graph, from, reached);
        return reached;
    }

    private static void reach(Graph graph, int from, Set<Integer> reached) {
        for (Graph.Edge edge : graph.from(from)) {
            if (reached.add(edge.to())) {
                reach(graph, edge.to(), reached);
            }
        }
    }
}
