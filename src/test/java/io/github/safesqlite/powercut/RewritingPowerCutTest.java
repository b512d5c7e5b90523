// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

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
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The power fails while the database is written anew: by {@code VACUUM}, by the library's maintenance, by the restore of a
 * backup. To make many cuts, of one seed or of a new one:
 *
 * <pre>mvn -Psearch -Dtest=RewritingPowerCutTest -Dpowercut.seed=N verify</pre>
 */
@Timeout(3600)
class RewritingPowerCutTest {
    private static final int SOME = 15;
    private static final int MANY = Integer.getInteger("powercut.cuts", 200);
    private static final int ROUNDS = Integer.getInteger("powercut.rounds", 3);

    @TempDir
    static Path folder;

    private static PreloadedLibrary library;

    private final long seed = Long.getLong("powercut.seed", System.nanoTime() & 0xffff_ffffL);

    /** What writes the database anew. */
    enum Rewriting {
        VACUUM(AcknowledgedUnits::new) {
            @Override
            ProcessBuilder process(Path database, String synchronous) {
                return AcknowledgingWriter.process(database, synchronous, false, Beside.VACUUM);
            }
        },
        VACUUM_WITH_JOURNAL(AcknowledgedUnits::new) {
            @Override
            ProcessBuilder process(Path database, String synchronous) {
                return AcknowledgingWriter.process(database, synchronous, false, Beside.VACUUM_WITH_JOURNAL);
            }
        },
        MAINTENANCE(AcknowledgedUnits::new) {
            @Override
            ProcessBuilder process(Path database, String synchronous) {
                return AcknowledgingWriter.process(database, synchronous, false, Beside.MAINTENANCE);
            }
        },
        RESTORE(RestoredContent::new) {
            @Override
            ProcessBuilder process(Path database, String synchronous) {
                return restoring(database, synchronous, "WAL");
            }
        },
        RESTORE_WITH_JOURNAL(RestoredContent::new) {
            @Override
            ProcessBuilder process(Path database, String synchronous) {
                return restoring(database, synchronous, "DELETE");
            }
        },
        /** Backups of the database, each of which replaces the one before. */
        BACKUP(BackedUpContent::new) {
            @Override
            ProcessBuilder process(Path database, String synchronous) {
                return BackingUpWriter.process(database, synchronous);
            }
        };

        private final Supplier<Acknowledged> acknowledged;

        Rewriting(Supplier<Acknowledged> acknowledged) {
            this.acknowledged = acknowledged;
        }

        abstract ProcessBuilder process(Path database, String synchronous);

        /** The file that a commit makes durable first. */
        Target log() {
            return name().endsWith("JOURNAL") ? Target.JOURNAL : Target.WAL;
        }

        private static ProcessBuilder restoring(Path database, String synchronous, String journalMode) {
            RestoringWriter.createBackup(database, "one");
            RestoringWriter.createBackup(database, "two");
            return RestoringWriter.process(database, synchronous, journalMode);
        }

        /** The value of {@code synchronous} with which a commit that was acknowledged is durable. */
        String durable() {
            return log() == Target.WAL ? "FULL" : "EXTRA";
        }

        Recording record(String synchronous, int acknowledgements) throws Exception {
            Path place = Files.createTempDirectory(folder, name());
            Function<Path, ProcessBuilder> program = database -> process(database, synchronous);
            Recording made = Recording.of(place, library, program, acknowledgements, Map.of());
            System.out.println(name() + " synchronous=" + synchronous + ": " + made);
            assertTrue(made.count(Operation.WRITE, Target.DATABASE) > 20, "the database was hardly written");
            assertTrue(made.count(Operation.SYNC, log()) > 0, "no " + log());
            return made;
        }

        void cut(Recording recording, int count, Promise promise, long seed) throws Exception {
            new Cuts(recording, acknowledged.get(), folder, seed)
                    .make(count, promise, name() + " powercut.seed=" + seed);
        }
    }

    @BeforeAll
    static void compile() throws Exception {
        library = PreloadedLibrary.compile("powercut/recorder.c", folder);
    }

    /** The same is found damaged if the syncs of the log, or of the database, had done nothing. */
    @ParameterizedTest
    @EnumSource(names = {"VACUUM", "MAINTENANCE", "RESTORE_WITH_JOURNAL"})
    void someCutsLoseNothing(Rewriting rewriting) throws Exception {
        Recording recording = rewriting.record(rewriting.durable(), 60);
        rewriting.cut(recording, SOME, Promise.NOTHING_IS_LOST, 1);
        catches(rewriting, withoutSyncs(rewriting.log(), recording));
        catches(rewriting, withoutSyncs(Target.DATABASE, recording));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("search")
    void manyCutsLoseNothing(Rewriting rewriting) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            rewriting.cut(rewriting.record(rewriting.durable(), 400), MANY, Promise.NOTHING_IS_LOST, seed + round);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"VACUUM", "MAINTENANCE", "RESTORE", "BACKUP"})
    @Tag("search")
    void whatIsNotSyncedIsConsistent(Rewriting rewriting) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            rewriting.cut(rewriting.record("NORMAL", 400), MANY, Promise.CONSISTENT, seed + round);
        }
    }

    /** The directory is not synced after the journal was deleted, so the journal may be back and undo the last commit. */
    @ParameterizedTest
    @EnumSource(names = {"VACUUM_WITH_JOURNAL", "RESTORE_WITH_JOURNAL"})
    @Tag("search")
    void fullIsNotEnoughForAJournal(Rewriting rewriting) throws Exception {
        catches(rewriting, rewriting.record("FULL", 400));
    }

    /** A backup that takes its name before it is on disk, or whose name is not. */
    @ParameterizedTest
    @EnumSource(names = {"PART", "DIRECTORY"})
    @Tag("search")
    void aBackupWithoutSyncIsCaught(Target target) throws Exception {
        catches(Rewriting.BACKUP, withoutSyncs(target, Rewriting.BACKUP.record("FULL", 60)));
    }

    private static Recording withoutSyncs(Target target, Recording recording) {
        return recording.changed(entry ->
                entry.operation() == Operation.SYNC && entry.target() == target ? entry.as(Operation.NOTHING) : entry);
    }

    /** Rows are lost, or the database is so damaged that it cannot be read. */
    private static void catches(Rewriting rewriting, Recording changed) {
        Throwable found =
                assertThrows(Throwable.class, () -> rewriting.cut(changed, 10 * SOME, Promise.NOTHING_IS_LOST, 1));
        assertTrue(found instanceof AssertionError || found instanceof SQLException, found::toString);
    }
}
