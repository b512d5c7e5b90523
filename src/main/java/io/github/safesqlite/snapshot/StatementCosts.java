// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What statements have cost the writer of a file: how long they were inside the write gate. Immutable. {@code toString()} is a
 * table.
 *
 * @param window the time that is looked back
 * @param statements the statements by their text without values, the one that was inside for longest in all first
 * @param dropped how many texts were forgotten because there were too many; the cheapest are forgotten first
 */
public record StatementCosts(Duration window, List<Cost> statements, long dropped) {
    /** Copies {@code statements}. */
    public StatementCosts {
        statements = List.copyOf(statements);
    }

    /**
     * The cost of the statements that have one text.
     *
     * @param sql the text without values, cut to 120 characters
     * @param calls how often one ran
     * @param held the time inside the gate: for each from its start to the next statement of its transaction, or to the end
     * @param madeWait the time that others waited meanwhile, added up; an estimate from the length of the queue
     * @param p99 the time inside that 99 of 100 did not exceed, by at most a quarter too long
     * @param longest the longest time inside
     */
    public record Cost(String sql, long calls, Duration held, Duration madeWait, Duration p99, Duration longest) {}

    /** The first {@code count} statements. */
    public List<Cost> first(int count) {
        return statements.subList(0, Math.min(count, statements.size()));
    }

    @Override
    public String toString() {
        var text = new StringBuilder("write gate, statements of the last ")
                .append(window.toSeconds())
                .append(" s, longest in all first");
        var table = new TextTable("calls", "held ms", "made wait ms", "p99 ms", "longest ms", "sql");
        statements.forEach(cost -> table.row(
                cost.calls(),
                millis(cost.held()),
                millis(cost.madeWait()),
                millis(cost.p99()),
                millis(cost.longest()),
                cost.sql()));
        table.appendTo(text, "  ");
        return dropped == 0
                ? text.toString()
                : text.append("\n  ")
                        .append(dropped)
                        .append(" texts were forgotten")
                        .toString();
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e6);
    }
}
