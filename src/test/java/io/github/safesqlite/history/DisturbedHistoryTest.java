// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.history.Disturbance.Site;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random transactions could have run one after the other, whatever happens beside them: checkpoints, locks of others, changes
 * of the schema, {@code VACUUM}, interrupts. To run a seed again:
 *
 * <pre>mvn -Psearch -Dtest=DisturbedHistoryTest -Dhistory.seed=N -Dhistory.rounds=1 verify</pre>
 */
@Timeout(3600)
class DisturbedHistoryTest {
    private static final int CLIENTS = 6;
    private static final int SOME = Integer.getInteger("history.transactions", 250);
    private static final int MANY = Integer.getInteger("history.transactions", 3_000);
    private static final int ROUNDS = Integer.getInteger("history.rounds", 10);
    private static final int MOST_MILLIS_BETWEEN = 20;

    private static final Style[] STYLES = {
        Style.MANUAL, Style.MANUAL, Style.BEGIN, Style.SAVEPOINT, Style.AUTOCOMMIT, Style.READ_ONLY
    };

    @TempDir
    Path folder;

    private final Map<Disturbance, Integer> strikes = new ConcurrentSkipListMap<>();

    @ParameterizedTest
    @EnumSource
    void someTransactionsAreSerializable(BeginMode beginMode) throws Exception {
        run(beginMode, SOME, Long.getLong("history.seed", 1));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("search")
    void manyTransactionsAreSerializable(BeginMode beginMode) throws Exception {
        long seed = Long.getLong("history.seed", System.nanoTime() & 0xffff_ffffL);
        for (int round = 0; round < ROUNDS; round++) {
            run(beginMode, MANY, seed + round);
        }
    }

    private void run(BeginMode beginMode, int count, long seed) throws Exception {
        Path file = folder.resolve(seed + ".db");
        String source = "beginMode=" + beginMode + " history.seed=" + seed + " ";
        Trial trial = new Trial(file, seed);
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "beginMode=" + beginMode, "recheckTimeout=30s")) {
            trial.with(CLIENTS - 1, database::connect, STYLES).with(1, () -> Sql.patient(file), Style.BEGIN_IMMEDIATE);
            History history = disturbed(trial, count, file, database, seed);
            assertEquals("", Anomaly.messages(Checker.check(history)), source);
            for (Recorded failed : history.failures()) {
                if (!isAllowed(failed.failure())) {
                    throw new AssertionError(source + "failed, and should not: " + failed, failed.failure());
                }
            }
            if (beginMode == BeginMode.ADAPTIVE) {
                assertEquals(List.of(), needlesslyStale(history), source);
            }
            long committed = history.count(Outcome.COMMITTED);
            assertTrue(committed > count / 2, () -> source + history.failures());
            assertEquals("ok", Sql.text(database.dataSource(), "PRAGMA integrity_check"), source);
            System.out.println(
                    source + committed + " committed, " + history.failures().size() + " failed, " + strikes);
        }
    }

    /** Each kind of disturbance has a thread of its own, and strikes once at least. */
    private History disturbed(Trial trial, int count, Path file, OpenDatabase database, long seed) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Workers disturbers = new Workers()) {
            for (Disturbance kind : Disturbance.values()) {
                Site site = new Site(file, database, trial.interrupts(), new Random(seed + kind.ordinal()));
                disturbers.start(kind.name(), () -> {
                    do {
                        kind.strike(site);
                        strikes.merge(kind, 1, Integer::sum);
                    } while (!over.await(site.random().nextInt(MOST_MILLIS_BETWEEN), TimeUnit.MILLISECONDS));
                });
            }
            try {
                return trial.run(count);
            } finally {
                over.countDown();
            }
        }
    }

    private static List<Recorded> needlesslyStale(History history) {
        return Conflicts.needless(history).stream()
                .filter(failed -> failed.failure() instanceof StaleSnapshotException)
                .toList();
    }

    private static boolean isAllowed(Exception failure) {
        return failure instanceof StaleSnapshotException
                || failure instanceof StatementCancelledException
                || (failure instanceof BatchUpdateException
                        && failure.getCause() instanceof StatementCancelledException);
    }
}
