// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.safesqlite.move.finding.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a command has done and found.
 *
 * @param command {@code move}, {@code verify} or {@code cutover}
 * @param source the file of the source
 * @param target the URL of the target, without a password
 * @param outcome what the command has come to
 * @param tables the tables in the order in which they are copied
 * @param sequences the sequences of the target
 * @param stops when a cut-over has stopped the writers of the source
 * @param findings all that is wrong
 * @param notices what is left out, and what the user should know
 */
public record MoveReport(
        String command,
        String source,
        String target,
        Outcome outcome,
        List<Table> tables,
        List<Sequence> sequences,
        List<Stop> stops,
        List<Finding> findings,
        List<String> notices) {
    /** What a command has come to. */
    public enum Outcome {
        /** All rows and sequences are equal on both sides. */
        VERIFIED("All rows are equal on both sides, and all sequences are set."),
        /** A dry run has found nothing, and has written nothing. */
        NOTHING_FOUND("Nothing is in the way. Nothing was written."),
        /** There are findings, and nothing was written. */
        REFUSED("There are findings. Nothing was written."),
        /** The target has refused rows; the tables that are complete are kept. */
        INTERRUPTED(
                "The target has refused rows. The tables that are complete are kept, and the next run goes on after them."),
        /** The sides differ. */
        DIFFERENT("The target is not what it should be."),
        /** The target has all rows, and the source takes no more writes. */
        CUT_OVER("PostgreSQL has all rows, and the SQLite file takes no more writes."
                + " Start the application with its new configuration."),
        /** The source has kept its writers, and is as it was before. */
        NOT_CUT_OVER("The cut-over has failed. The application goes on with the SQLite file."),
        /** The source takes writes again. */
        ROLLED_BACK("The SQLite file takes writes. Start the application with its old configuration."),
        /** The target has other rows than the source, which therefore stays closed. */
        NOT_ROLLED_BACK(
                "The target is not what it was at the cut-over, so a rollback would lose what was written there."
                        + " The SQLite file takes no writes.");

        private final String described;

        Outcome(String described) {
            this.described = described;
        }
    }

    /**
     * A table on both sides.
     *
     * @param table its name
     * @param state what has happened to it
     * @param sourceRows the number of rows of the source, -1 if it was not read
     * @param sourceHash the hash of its rows, empty if they do not fit the target or were not read
     * @param targetRows the number of rows of the target, -1 if it was not read
     * @param targetHash the hash of its rows, empty if it was not read
     */
    public record Table(
            String table, String state, long sourceRows, String sourceHash, long targetRows, String targetHash) {}

    /**
     * A sequence of the target.
     *
     * @param sequence its name
     * @param column the table and column that it gives values
     * @param next the value that it must return next
     */
    public record Sequence(String sequence, String column, long next) {}

    /**
     * A time for which a cut-over has stopped the writers of the source.
     *
     * @param attempt its number, from 1
     * @param milliseconds how long
     * @param changes how many changed rows were left to apply
     * @param result what it has come to
     */
    public record Stop(int attempt, long milliseconds, long changes, String result) {}

    /** Whether nothing is wrong. */
    public boolean successful() {
        return findings.isEmpty();
    }

    /** Writes {@code NAME.json} and {@code NAME.txt}. */
    public void write(Path name) throws IOException {
        byte[] json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsBytes(this);
        Files.write(name.resolveSibling(name.getFileName() + ".json"), json);
        Files.writeString(name.resolveSibling(name.getFileName() + ".txt"), text());
    }

    private static String count(long rows) {
        return rows < 0 ? "-" : Long.toString(rows);
    }

    /** The report for a reader. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(String.format("%s of %s to %s%n%n", command, source, target));
        text.append(
                String.format("%-32s %-10s %12s %12s  %s%n", "table", "state", "source rows", "target rows", "hash"));
        for (Table table : tables) {
            String hash = table.targetHash.isEmpty() || table.targetHash.equals(table.sourceHash)
                    ? table.sourceHash
                    : table.sourceHash + " in the source, " + table.targetHash + " in the target";
            text.append(String.format(
                    "%-32s %-10s %12s %12s  %s%n",
                    table.table, table.state, count(table.sourceRows), count(table.targetRows), hash));
        }
        for (Sequence sequence : sequences) {
            text.append(String.format("%s: %s next, for %s%n", sequence.sequence, sequence.next, sequence.column));
        }
        for (Stop stop : stops) {
            text.append(String.format(
                    "Attempt %d stopped the writers for %d ms, with %d changed rows left: %s%n",
                    stop.attempt, stop.milliseconds, stop.changes, stop.result));
        }
        notices.forEach(notice -> text.append(String.format("Note: %s%n", notice)));
        text.append(String.format("%n"));
        for (Finding finding : findings) {
            text.append(String.format("%s%n", finding.title()));
            finding.keys().forEach(key -> text.append(String.format("    %s%n", key)));
            if (finding.rows() > finding.keys().size()) {
                text.append(String.format(
                        "    and %d more%n", finding.rows() - finding.keys().size()));
            }
        }
        return text.append(String.format("%s%n", outcome.described)).toString();
    }
}
