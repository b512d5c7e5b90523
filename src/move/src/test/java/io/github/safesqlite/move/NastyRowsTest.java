// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.move.report.MoveReport.Outcome;
import io.github.safesqlite.move.testing.Databases;
import io.github.safesqlite.move.testing.Databases.Run;
import io.github.safesqlite.move.testing.NastyRows;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows with values at every border move and verify; the seed of a failure is in the message. */
class NastyRowsTest {
    private static final int ROWS = Integer.getInteger("move.rows", 500);
    private static final long SEED = Long.getLong("move.seed", 20261130);

    @TempDir
    Path folder;

    @Test
    void move() throws Exception {
        try (Databases databases = new Databases(folder)) {
            NastyRows.create(databases, SEED, ROWS);
            Run run = databases.run(Main.commandLine(), "move", "--zone", "UTC", "--integer-dates", "milliseconds");
            assertEquals(Outcome.VERIFIED, run.report().outcome(), () -> "seed " + SEED + "\n" + run.output());
            assertEquals(List.of("" + ROWS), databases.rows("SELECT count(*) FROM nasty"));
            // One value of each kind, as the server sees it, against what was written.
            assertEquals(
                    List.of("t"),
                    databases.rows("SELECT bool_and(length(words) = words_length AND length(bytes) = bytes_length"
                            + " AND eight_byte_real::text::float8 = eight_byte_real"
                            + " AND extract(epoch FROM moment) * 1000 = moment_millis) FROM nasty"));
        }
    }
}
