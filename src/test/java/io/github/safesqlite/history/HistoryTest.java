// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions of many threads could have run one after the other. {@code -Dhistory.seed=N} runs those of that seed,
 * though not in the same order, {@code -Dhistory.transactions=N} that many.
 */
@Timeout(900)
class HistoryTest {
    private static final int CLIENTS = 8;
    private static final int SOME = Integer.getInteger("history.transactions", 150);
    private static final int MANY = Integer.getInteger("history.transactions", 4_000);
    private static final int ROUNDS = 10;

    private static final Style[] STYLES = {
        Style.MANUAL, Style.MANUAL, Style.MANUAL, Style.BEGIN, Style.SAVEPOINT, Style.AUTOCOMMIT
    };

    @TempDir
    Path folder;

    /** Whether somebody writes whom the library does not know. */
    enum Outsider {
        NONE,
        WRITES
    }

    static Stream<Arguments> cases() {
        return Stream.of(WayIn.OWN_POOL, WayIn.AROUND_HIKARI, WayIn.URL_IN_HIKARI)
                .flatMap(wayIn -> Stream.of(BeginMode.values())
                        .flatMap(beginMode -> Stream.of(Outsider.values())
                                .filter(outsider -> wayIn == WayIn.OWN_POOL || outsider == Outsider.NONE)
                                .map(outsider -> Arguments.of(wayIn, beginMode, outsider))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void someTransactionsAreSerializable(WayIn wayIn, BeginMode beginMode, Outsider outsider) throws Exception {
        run(wayIn, beginMode, outsider, SOME, Long.getLong("history.seed", 1));
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Tag("soak")
    void manyTransactionsAreSerializable(WayIn wayIn, BeginMode beginMode, Outsider outsider) throws Exception {
        long seed = Long.getLong("history.seed", System.nanoTime() & 0xffff_ffffL);
        for (int round = 0; round < ROUNDS; round++) {
            run(wayIn, beginMode, outsider, MANY, seed + round);
        }
    }

    private void run(WayIn wayIn, BeginMode beginMode, Outsider outsider, int count, long seed) throws Exception {
        Path file = folder.resolve(seed + ".db");
        String source = "history.seed=" + seed + " ";
        Trial trial = new Trial(file, seed);
        try (OpenDatabase database = wayIn.open(file, "beginMode=" + beginMode, "recheckTimeout=30s")) {
            trial.with(CLIENTS - 1, database::connect, STYLES);
            if (outsider == Outsider.WRITES) {
                trial.with(1, () -> Sql.patient(file), Style.BEGIN_IMMEDIATE);
            }
            History history = trial.run(count);
            assertEquals("", Anomaly.messages(Checker.check(history)), source);
            List<Recorded> unexpected = switch (beginMode) {
                case IMMEDIATE -> history.failures();
                case DEFERRED -> failuresOtherThanStale(history);
                case ADAPTIVE ->
                    Stream.of(failuresOtherThanStale(history), Conflicts.needless(history))
                            .flatMap(List::stream)
                            .toList();
            };
            for (Recorded failed : unexpected) {
                throw new AssertionError(source + "failed, and should not: " + failed, failed.failure());
            }
            assertTrue(history.count(Outcome.COMMITTED) > count / 2, () -> source + history.failures());
        }
    }

    private static List<Recorded> failuresOtherThanStale(History history) {
        return history.failures().stream()
                .filter(failed -> !(failed.failure() instanceof StaleSnapshotException))
                .toList();
    }
}
