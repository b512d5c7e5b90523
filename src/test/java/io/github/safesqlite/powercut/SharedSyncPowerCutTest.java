// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.durability.AcknowledgingWriter;
import io.github.safesqlite.durability.Beside;
import io.github.safesqlite.powercut.Cuts.Promise;
import io.github.safesqlite.powercut.Entry.Operation;
import io.github.safesqlite.powercut.Entry.Target;
import io.github.safesqlite.testing.PreloadedLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertFalse(isBeingRepaired(made.entries()), "the log is whole again");
        return made;
    }

    private static void cut(Recording made, int count, long seed) throws Exception {
        new Cuts(made, new AcknowledgedUnits(), folder, seed)
                .sparing(moment -> isBeingRepaired(made.entries().subList(0, moment)))
                .make(count, Promise.NOTHING_IS_LOST, "powercut.seed=" + seed);
    }

    /**
     * Whether the log had a hole at that time, after a sync that failed. What SQLite then copies from it to the database, the last
     * connection at its end, or a checkpoint, may be there by half after a cut: see decision 28. It is over when the log is gone, as all
     * of it is in the database, or was written once more and synced.
     */
    private static boolean isBeingRepaired(List<Entry> before) {
        boolean hole = false;
        boolean rewritten = false;
        for (Entry entry : before) {
            if (entry.target() != Target.WAL) {
                continue;
            }
            switch (entry.operation()) {
                case FAILED_SYNC -> hole = true;
                case WRITE -> rewritten |= hole && entry.offset() == 0;
                case SYNC -> hole &= !rewritten;
                case UNLINK -> hole = false;
                default -> {}
            }
        }
        return hole;
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
