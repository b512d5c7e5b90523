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
    /** Nothing ran. */
    public static final StatementCosts NONE = new StatementCosts(Duration.ZERO, List.of(), 0);

    /** Copies {@code statements}. */
    public StatementCosts {
        statements = List.copyOf(statements);
    }

    /**
     * The cost of the statements that have one text.
     *
     * @param sql the text without values, cut to 120 characters
     * @param calls how often one ran
     * @param rows how many rows they changed, also those that were undone later; rows that triggers change are not counted, nor
     *     those of a write with {@code RETURNING} within a transaction
     * @param held the time inside the gate: for each from its start to the next statement of its transaction, or to the end
     * @param madeWait the time that others waited meanwhile, added up; an estimate from the length of the queue
     * @param p99 the time inside that 99 of 100 did not exceed, by at most a quarter too long
     * @param longest the longest time inside
     */
    public record Cost(
            String sql, long calls, long rows, Duration held, Duration madeWait, Duration p99, Duration longest) {}

    /** What a statement does. */
    public enum Kind {
        /** INSERT and REPLACE. */
        INSERT,
        /** UPDATE. */
        UPDATE,
        /** DELETE. */
        DELETE,
        /** CREATE, DROP, ALTER and REINDEX. */
        SCHEMA,
        /** Everything else that was inside the gate, such as reads of transactions that write. */
        OTHER
    }

    /**
     * The cost of all statements of one kind since the file was opened.
     *
     * @param calls how often one ran
     * @param rows how many rows they changed, see {@link Cost}
     * @param held the time inside the gate
     * @param madeWait the time that others waited meanwhile, added up
     */
    public record Totals(long calls, long rows, Duration held, Duration madeWait) {
        /** Nothing ran. */
        public static final Totals NONE = new Totals(0, 0, Duration.ZERO, Duration.ZERO);
    }

    /** The first {@code count} statements. */
    public List<Cost> first(int count) {
        return statements.subList(0, Math.min(count, statements.size()));
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        appendTo(text, "  ");
        return text.toString();
    }

    void appendTo(StringBuilder text, String indent) {
        text.append("write gate, statements of the last ")
                .append(window.toSeconds())
                .append(" s, longest in all first");
        var table = new TextTable("calls", "rows", "held ms", "made wait ms", "p99 ms", "longest ms", "sql");
        statements.forEach(cost -> table.row(
                cost.calls(),
                cost.rows(),
                millis(cost.held()),
                millis(cost.madeWait()),
                millis(cost.p99()),
                millis(cost.longest()),
                cost.sql()));
        table.appendTo(text, indent);
        if (dropped > 0) {
            text.append('\n').append(indent).append(dropped).append(" texts were forgotten");
        }
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e6);
    }
}
