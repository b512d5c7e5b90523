// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.durability.AcknowledgingWriter;
import io.github.safesqlite.durability.Beside;
import io.github.safesqlite.powercut.Cuts.Promise;
import io.github.safesqlite.powercut.Entry.Operation;
import io.github.safesqlite.powercut.Entry.Target;
import io.github.safesqlite.testing.PreloadedLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails at any moment, and writes that were not synced are lost, torn or reordered. A library that is preloaded
 * records what a process writes; what was found after a cut is made of its record. To make many cuts, of one seed or of a new
 * one:
 *
 * <pre>mvn -Psearch -Dtest=PowerCutTest -Dpowercut.seed=N verify</pre>
 *
 * The seed decides about the cuts; the threads of the recorded process run as they will.
 */
@Timeout(3600)
class PowerCutTest {
    private static final int SOME = 50;
    private static final int MANY = Integer.getInteger("powercut.cuts", 300);
    private static final int ROUNDS = Integer.getInteger("powercut.rounds", 5);
    private static final int UNITS = 250;

    @TempDir
    static Path folder;

    private static PreloadedLibrary library;
    private static Recording recording;

    private final long seed = Long.getLong("powercut.seed", System.nanoTime() & 0xffff_ffffL);

    @BeforeAll
    static void record() throws Exception {
        library = PreloadedLibrary.compile("powercut/recorder.c", folder);
        recording = record("FULL", UNITS, Map.of());
    }

    private static Recording record(String synchronous, int units, Map<String, String> settings) throws Exception {
        Path place = Files.createTempDirectory(folder, synchronous);
        Recording made = Recording.of(
                place,
                library,
                database -> AcknowledgingWriter.process(database, synchronous, true, Beside.NOTHING),
                units,
                settings);
        System.out.println("synchronous=" + synchronous + " " + settings + ": " + made);
        assertTrue(made.count(Operation.SYNC, Target.DATABASE) > 0, "no checkpoint");
        return made;
    }

    private static void cut(Recording recording, int count, Promise promise, long seed) throws Exception {
        new Cuts(recording, new AcknowledgedUnits(), folder, seed).make(count, promise, "powercut.seed=" + seed);
    }

    @Test
    void whatWasAcknowledgedSurvivesSomePowerCuts() throws Exception {
        cut(recording, SOME, Promise.NOTHING_IS_LOST, 1);
    }

    @Test
    @Tag("search")
    void whatWasAcknowledgedSurvivesManyPowerCuts() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            cut(record("FULL", 5 * UNITS, Map.of()), MANY, Promise.NOTHING_IS_LOST, seed + round);
        }
    }

    /** The last commits may be lost with {@code synchronous=NORMAL}, but what is there is complete. */
    @Test
    @Tag("search")
    void whatIsNotSyncedIsConsistent() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            cut(record("NORMAL", 5 * UNITS, Map.of()), MANY, Promise.CONSISTENT, seed + round);
        }
    }

    /** No commit that a failed sync was to make durable may report success: nothing will write its pages later. */
    @Test
    void noCommitSucceedsIfItsSyncFailed() throws Exception {
        cut(recordFailing(Target.WAL, 20), SOME, Promise.NOTHING_IS_LOST, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"WAL", "DATABASE"})
    @Tag("search")
    void noCommitSucceedsIfAnySyncFailed(Target failing) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < 2 * ROUNDS; round++) {
            // The first sync of the database belongs to its creation, and the writer ends if that fails.
            int number = failing == Target.WAL ? 1 + random.nextInt(100) : 2 + random.nextInt(5);
            cut(recordFailing(failing, number), MANY / 2, Promise.NOTHING_IS_LOST, seed + round);
        }
    }

    private static Recording recordFailing(Target target, int number) throws Exception {
        Recording made = record(
                "FULL",
                UNITS,
                Map.of("POWERCUT_FAILING_FILE", target.name(), "POWERCUT_FAILING_SYNC", String.valueOf(number)));
        assertEquals(1, made.count(Operation.FAILED_SYNC, target));
        return made;
    }

    @Test
    void aSyncThatDoesNothingIsCaught() {
        catches(recording.changed(entry -> isSync(entry, Target.WAL) ? entry.as(Operation.NOTHING) : entry));
    }

    /** As if a process went on after a sync that failed as if it had not. */
    @Test
    void aFailedSyncThatIsTakenForSuccessIsCaught() {
        AtomicInteger syncs = new AtomicInteger();
        catches(recording.changed(entry -> isSync(entry, Target.WAL) && syncs.incrementAndGet() % 20 == 0
                ? entry.as(Operation.FAILED_SYNC)
                : entry));
    }

    /** Checkpoints that empty the log although the database was not synced. */
    @Test
    void aCheckpointWithoutSyncIsCaught() {
        catches(recording.changed(entry -> isSync(entry, Target.DATABASE) ? entry.as(Operation.NOTHING) : entry));
    }

    /** Rows are lost, or the database is so damaged that it cannot be read. */
    private static void catches(Recording changed) {
        Throwable found = assertThrows(Throwable.class, () -> cut(changed, 10 * SOME, Promise.NOTHING_IS_LOST, 1));
        assertTrue(found instanceof AssertionError || found instanceof SQLException, found::toString);
    }

    private static boolean isSync(Entry entry, Target target) {
        return entry.operation() == Operation.SYNC && entry.target() == target;
    }
}
