// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

/** The text form of what was learned of transactions. */
final class TransactionText {
    private static final int MOST_ROWS = 20;

    private TransactionText() {}

    /** Nothing if nothing was learned. */
    static void append(TransactionSnapshot learned, String indent, StringBuilder text) {
        TransactionSnapshot.Counts total = learned.total();
        if (total.transactions() == 0) {
            return;
        }
        text.append("\ntransactions: ").append(total.begunReading()).append(" begun beside the writer, ");
        text.append(total.begunInGate()).append(" in the write gate, ");
        text.append(total.wrote()).append(" wrote, ");
        text.append(total.gaveWay()).append(" gave way, ");
        text.append(total.validated()).append(" validated, ");
        text.append(total.conflicts()).append(" conflicts; they saved ");
        text.append(total.gateTimeSaved().toMillis()).append(" ms of the gate, and reads held it for ");
        text.append(total.gateTimeOfReads().toMillis()).append(" ms; ");
        text.append(learned.kinds()).append(" kinds known");
        TextTable table = new TextTable(
                "expected",
                "begun reading",
                "in gate",
                "wrote",
                "gave way",
                "validated",
                "conflicts",
                "saved ms",
                "reads held ms",
                "name",
                "begins with");
        learned.busiest().stream().limit(MOST_ROWS).forEach(kind -> row(kind, table));
        table.appendTo(text, indent);
        if (learned.kinds() > MOST_ROWS) {
            text.append('\n')
                    .append(indent)
                    .append("and ")
                    .append(learned.kinds() - MOST_ROWS)
                    .append(" more");
        }
    }

    private static void row(TransactionSnapshot.Kind kind, TextTable table) {
        TransactionSnapshot.Counts counts = kind.counts();
        table.row(
                kind.expected(),
                counts.begunReading(),
                counts.begunInGate(),
                counts.wrote(),
                counts.gaveWay(),
                counts.validated(),
                counts.conflicts(),
                counts.gateTimeSaved().toMillis(),
                counts.gateTimeOfReads().toMillis(),
                kind.name() == null ? "-" : kind.name(),
                kind.statement());
    }
}
