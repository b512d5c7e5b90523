// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Nodes that are numbered from 0, and the edges between them. */
final class Graph {
    private final List<List<Edge>> from = new ArrayList<>();

    /** Why one transaction comes before another. */
    enum Kind {
        /** The other wrote the next version of what the one wrote. */
        WW,
        /** The other read what the one wrote. */
        WR,
        /** The other wrote the next version of what the one read. */
        RW,
        /** The other began after the one had ended. */
        TIME
    }

    /** One node comes before another, because of this key and the text that was there before or was read. */
    record Edge(
            int from, int to, Kind kind, int key, @Nullable String text) {
        static Edge time(int from, int to) {
            return new Edge(from, to, Kind.TIME, 0, null);
        }
    }

    Graph(int nodes) {
        for (int node = 0; node < nodes; node++) {
            from.add(new ArrayList<>());
        }
    }

    int size() {
        return from.size();
    }

    void add(Edge edge) {
        if (edge.from() != edge.to()) {
            from.get(edge.from()).add(edge);
        }
    }

    List<Edge> from(int node) {
        return from.get(node);
    }

    /** The same nodes with the edges of these kinds only. */
    Graph only(Set<Kind> kinds) {
        Graph part = new Graph(size());
        from.forEach(edges ->
                edges.stream().filter(edge -> kinds.contains(edge.kind())).forEach(part::add));
        return part;
    }
}
