// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed at any moment: nothing that was acknowledged is lost, and nothing is there by half. */
class KilledProcessTest {
    private static final long SEED = 20261121;

    @TempDir
    Path folder;

    @Test
    void acknowledgedRowsSurviveSuddenDeath() throws Exception {
        run(10, SEED);
    }

    @Test
    @Tag("soak")
    void acknowledgedRowsSurviveManySuddenDeaths() throws Exception {
        run(250, System.nanoTime());
    }

    /** Each file goes through so many deaths, both at the same time. */
    private void run(int rounds, long seed) throws Exception {
        System.out.println("seed " + seed);
        ExecutorService files = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> runs = new ArrayList<>();
            for (String synchronous : List.of("FULL", "NORMAL")) {
                runs.add(files.submit(() -> killAgainAndAgain(synchronous, rounds, seed)));
            }
            for (Future<Long> run : runs) {
                long acknowledged = run.get(rounds * 60L, TimeUnit.SECONDS);
                System.out.println(rounds + " deaths, " + acknowledged + " units acknowledged");
                assertTrue(acknowledged > rounds, () -> "only " + acknowledged + " units in " + rounds + " rounds");
            }
        } finally {
            files.shutdownNow();
        }
    }

    private long killAgainAndAgain(String synchronous, int rounds, long seed) throws Exception {
        var random = new Random(seed ^ synchronous.hashCode());
        Path file = folder.resolve(synchronous + ".db");
        long[] newest = new long[AcknowledgingWriter.WORKERS];
        long all = 0;
        for (int round = 0; round < rounds; round++) {
            // Every fifth dies while it starts and recovers the log of the one before.
            int afterAcknowledgements = round % 5 == 4 ? 0 : 1 + random.nextInt(300);
            all += killOne(file, synchronous, afterAcknowledgements, random.nextInt(3_000_000), newest);
            StoredUnits.check(file, newest, synchronous + " round " + round + ", seed " + seed);
        }
        return all;
    }

    private static long killOne(Path file, String synchronous, int acknowledgements, int delayNanos, long[] newest)
            throws IOException, InterruptedException {
        Process child = AcknowledgingWriter.process(file, synchronous, false, Beside.NOTHING)
                .start();
        // Process.destroyForcibly would close the stream with the acknowledgements that are still in it.
        ProcessHandle handle = child.toHandle();
        if (acknowledgements == 0) {
            CompletableFuture.delayedExecutor(350_000_000L + 100L * delayNanos, TimeUnit.NANOSECONDS)
                    .execute(handle::destroyForcibly);
        }
        long count = 0;
        try (var lines = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
            StringBuilder line = new StringBuilder();
            for (int next = lines.read(); next >= 0; next = lines.read()) {
                if (next != '\n') {
                    line.append((char) next);
                    continue;
                }
                String[] parts = line.toString().split(" ");
                line.setLength(0);
                int worker = Integer.parseInt(parts[0]);
                newest[worker] = Math.max(newest[worker], Long.parseLong(parts[1]));
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
}
