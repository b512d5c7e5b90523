// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process is killed while it writes batches: what a future acknowledged is there, each row once, no unit by half. */
class KilledBatchWriterTest {
    private static final long SEED = 20261128;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"FULL", "NORMAL"})
    void acknowledgedRowsAreThereOnce(String synchronous) throws Exception {
        run(3, synchronous, SEED);
    }

    @ParameterizedTest
    @Tag("soak")
    @ValueSource(strings = {"FULL", "NORMAL"})
    void acknowledgedRowsAreThereOnceAfterManyDeaths(String synchronous) throws Exception {
        run(200, synchronous, System.nanoTime());
    }

    private void run(int rounds, String synchronous, long seed) throws Exception {
        System.out.println("seed " + seed);
        var random = new Random(seed ^ synchronous.hashCode());
        Path file = folder.resolve(synchronous + ".db");
        long all = 0;
        for (int round = 0; round < rounds; round++) {
            Map<Integer, Long> newest = new HashMap<>();
            all += killOne(file, synchronous, round, 1 + random.nextInt(3000), random.nextInt(3_000_000), newest);
            check(file, round, newest, synchronous + " round " + round + ", seed " + seed);
        }
        System.out.println(rounds + " deaths, " + all + " writes acknowledged");
        assertTrue(all > rounds, () -> "hardly any write was acknowledged in " + rounds + " rounds");
    }

    private static long killOne(
            Path file, String synchronous, int round, int acknowledgements, int delayNanos, Map<Integer, Long> newest)
            throws IOException, InterruptedException {
        Process child = ChildJvm.of(BatchingWriter.class, file.toString(), synchronous, Integer.toString(round))
                .start();
        // Process.destroyForcibly would close the stream with the acknowledgements that are still in it.
        ProcessHandle handle = child.toHandle();
        long count = 0;
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split(" ");
                newest.merge(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), Math::max);
                count++;
                if (count == acknowledgements) {
                    CompletableFuture.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS)
                            .execute(handle::destroyForcibly);
                }
            }
        }
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        assertEquals(128 + 9, child.exitValue(), "killed, and not ended by a failure of its own");
        return count;
    }

    /** A worker submits its numbers in order, so all up to the newest acknowledged one must be there. */
    private static void check(Path file, int round, Map<Integer, Long> newest, String when) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("pragma integrity_check")) {
                row.next();
                assertEquals("ok", row.getString(1), when);
            }
            try (ResultSet twice =
                    statement.executeQuery("select worker, number, part, count(*) from entry where round = " + round
                            + " group by 1, 2, 3 having count(*) > 1")) {
                assertTrue(!twice.next(), () -> when + ": a row is there twice");
            }
            try (ResultSet halves = statement.executeQuery("select worker, number, count(*) from entry where round = "
                    + round + " and number % 4 = 0 group by 1, 2 having count(*) <> 2")) {
                assertTrue(!halves.next(), () -> when + ": half a unit is there");
            }
            for (Map.Entry<Integer, Long> worker : newest.entrySet()) {
                try (ResultSet row =
                        statement.executeQuery("select count(distinct number), max(number) from entry where"
                                + " round = " + round + " and worker = " + worker.getKey())) {
                    row.next();
                    assertEquals(row.getLong(2), row.getLong(1), when + ": a gap");
                    assertTrue(
                            row.getLong(2) >= worker.getValue(),
                            when + ": lost " + (worker.getValue() - row.getLong(2)));
                }
            }
        }
    }
}
