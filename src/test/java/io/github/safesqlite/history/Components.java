// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** The strongly connected components of a graph that have more than one node, by Tarjan's algorithm without recursion. */
final class Components {
    private static final int UNSEEN = -1;

    private final Graph graph;
    private final int[] index;
    private final int[] low;
    private final int[] nextEdge;
    private final boolean[] open;
    private final Deque<Integer> path = new ArrayDeque<>();
    private final Deque<Integer> unassigned = new ArrayDeque<>();
    private final List<List<Integer>> found = new ArrayList<>();
    private int seen;

    private Components(Graph graph) {
        this.graph = graph;
        index = new int[graph.size()];
        Arrays.fill(index, UNSEEN);
        low = new int[graph.size()];
        nextEdge = new int[graph.size()];
        open = new boolean[graph.size()];
    }

    static List<List<Integer>> of(Graph graph) {
        Components components = new Components(graph);
        for (int node = 0; node < graph.size(); node++) {
            if (components.index[node] == UNSEEN) {
                components.searchFrom(node);
            }
        }
        return components.found;
    }

    private void searchFrom(int start) {
        enter(start);
        while (!path.isEmpty()) {
            int node = path.element();
            List<Graph.Edge> edges = graph.from(node);
            if (nextEdge[node] < edges.size()) {
                follow(node, edges.get(nextEdge[node]++).to());
            } else {
                leave(node);
            }
        }
    }

    private void enter(int node) {
        index[node] = seen;
        low[node] = seen;
        seen++;
        open[node] = true;
        path.push(node);
        unassigned.push(node);
    }

    private void follow(int node, int to) {
        if (index[to] == UNSEEN) {
            enter(to);
        } else if (open[to]) {
            low[node] = Math.min(low[node], index[to]);
        }
    }

    private void leave(int node) {
        path.pop();
        if (!path.isEmpty()) {
            int parent = path.element();
            low[parent] = Math.min(low[parent], low[node]);
        }
        if (low[node] == index[node]) {
            assignDownTo(node);
        }
    }

    private void assignDownTo(int root) {
        List<Integer> component = new ArrayList<>();
        int member;
        do {
            member = unassigned.pop();
            open[member] = false;
            component.add(member);
        } while (member != root);
        if (component.size() > 1) {
            found.add(component);
        }
    }
}
