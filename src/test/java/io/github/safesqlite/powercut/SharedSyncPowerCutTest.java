// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.durability.AcknowledgingWriter;
import io.github.safesqlite.durability.Beside;
import io.github.safesqlite.powercut.Cuts.Promise;
import io.github.safesqlite.powercut.Entry.Operation;
import io.github.safesqlite.powercut.Entry.Target;
import io.github.safesqlite.testing.PreloadedLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The power fails while commits share a sync, see {@link PowerCutTest}. */
@Timeout(3600)
class SharedSyncPowerCutTest {
    private static final int SOME = 20;
    private static final int MANY = Integer.getInteger("powercut.cuts", 300);
    private static final int UNITS = 100;

    @TempDir
    static Path folder;

    private static PreloadedLibrary library;
    private static Recording recording;

    private final long seed = Long.getLong("powercut.seed", System.nanoTime() & 0xffff_ffffL);

    @BeforeAll
    static void record() throws Exception {
        library = PreloadedLibrary.compile("powercut/recorder.c", folder);
        recording = record(UNITS, Map.of());
    }

    private static Recording record(int units, Map<String, String> settings) throws Exception {
        Recording made = Recording.of(
                Files.createTempDirectory(folder, "shared"),
                library,
                database -> AcknowledgingWriter.process(database, "FULL", true, Beside.SHARED_SYNC),
                units,
                settings);
        System.out.println("sharedSync=true " + settings + ": " + made);
        return made;
    }

    private static Recording recordFailing(int units, int sync) throws Exception {
        Recording made =
                record(units, Map.of("POWERCUT_FAILING_FILE", "WAL", "POWERCUT_FAILING_SYNC", String.valueOf(sync)));
        assertEquals(1, made.count(Operation.FAILED_SYNC, Target.WAL));
        return made;
    }

    private static void cut(Recording made, int count, long seed) throws Exception {
        new Cuts(made, new AcknowledgedUnits(), folder, seed)
                .make(count, Promise.NOTHING_IS_LOST, "powercut.seed=" + seed);
    }

    @Test
    void whatWasAcknowledgedSurvivesSomePowerCuts() throws Exception {
        cut(recording, SOME, 1);
    }

    @Test
    void noCommitSucceedsIfItsSyncFailed() throws Exception {
        cut(recordFailing(UNITS, 20), SOME, 1);
    }

    @Test
    void aSyncThatDoesNothingIsCaught() {
        Recording changed =
                recording.changed(entry -> entry.operation() == Operation.SYNC && entry.target() == Target.WAL
                        ? entry.as(Operation.NOTHING)
                        : entry);
        assertThrows(Throwable.class, () -> cut(changed, 10 * SOME, 1));
    }

    @Test
    @Tag("soak")
    @Tag("search")
    void whatWasAcknowledgedSurvivesManyPowerCuts() throws Exception {
        cut(record(5 * UNITS, Map.of()), MANY, seed);
    }

    @Test
    @Tag("soak")
    @Tag("search")
    void noCommitSucceedsIfAnySyncFailed() throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            // The first syncs belong to the creation of the table, and the writer ends if that fails.
            cut(recordFailing(2 * UNITS, 5 + random.nextInt(60)), MANY / 5, seed + round);
        }
    }
}
