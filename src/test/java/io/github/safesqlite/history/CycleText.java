// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Graph.Edge;
import java.util.List;

/** A cycle in words. */
final class CycleText {
    private final List<Recorded> transactions;

    CycleText(List<Recorded> transactions) {
        this.transactions = transactions;
    }

    String of(List<Edge> cycle) {
        int first = 0;
        while (isTime(cycle.get(first).from())) {
            first++;
        }
        StringBuilder text = new StringBuilder("a cycle of");
        for (int i = 0; i < cycle.size(); i++) {
            Edge edge = cycle.get((first + i) % cycle.size());
            if (!isTime(edge.from())) {
                Recorded from = transactions.get(edge.from());
                text.append("\n  ")
                        .append(from)
                        .append("\n    ")
                        .append(from.name())
                        .append(' ');
            }
            if (!isTime(edge.to())) {
                text.append(why(edge))
                        .append(' ')
                        .append(transactions.get(edge.to()).name());
            }
        }
        return text.toString();
    }

    private boolean isTime(int node) {
        return node >= transactions.size();
    }

    private static String why(Edge edge) {
        String state = "key " + edge.key() + (edge.text() == null ? " without a row" : " as " + edge.text());
        return switch (edge.kind()) {
            case WW -> "wrote " + state + ", which was changed by";
            case WR -> "wrote " + state + ", which was read by";
            case RW -> "read " + state + ", which was changed by";
            case TIME -> "had ended before the begin of";
        };
    }
}
