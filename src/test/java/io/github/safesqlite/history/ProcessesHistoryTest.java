// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.history.Anomaly.Type;
import io.github.safesqlite.history.HistoryFile.Elsewhere;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random transactions of several processes could have run one after the other, while the processes are killed, stopped and
 * started anew, and somebody else locks, changes and copies the file. To run a seed again:
 *
 * <pre>mvn -Psearch -Dtest=ProcessesHistoryTest -Dhistory.seed=N -Dhistory.rounds=1 verify</pre>
 */
@Timeout(7200)
class ProcessesHistoryTest {
    private static final int ROUNDS = Integer.getInteger("history.rounds", 20);
    private static final int MANY = Integer.getInteger("history.transactions", 1_000);

    /** Whether statements of several threads mix is up to the machine. */
    private static final int MOST_ROUNDS = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @BeforeEach
    void needsSignalsAndOneClock() {
        assumeTrue(
                System.getProperty("os.name").equals("Linux"),
                "processes have one clock, and are stopped, on Linux only");
    }

    @Test
    void someTransactionsAreSerializable() throws Exception {
        History history = run(1, 2, 100);
        // Longer than all of it takes, on any machine: then whatever others saw of that process was too early.
        assertNotEquals(List.of(), Checker.check(laterBy(TimeUnit.HOURS.toNanos(1), "P1.", history)));
    }

    @Test
    @Tag("search")
    void manyTransactionsAreSerializable() throws Exception {
        long seed = Long.getLong("history.seed", System.nanoTime() & 0xffff_ffffL);
        for (int round = 0; round < ROUNDS; round++) {
            run(seed + round, 5, MANY);
        }
    }

    /** As it would be if the clock of one process were wrong, or others saw what it had not begun to write. */
    private static History laterBy(long nanos, String process, History history) {
        List<Recorded> transactions = history.transactions().stream()
                .map(one -> one.name().startsWith(process) && one.end() != Clients.NEVER
                        ? new Recorded(
                                one.name(),
                                one.begin() + nanos,
                                one.end() + nanos,
                                one.operations(),
                                one.outcome(),
                                one.failure())
                        : one)
                .toList();
        return new History(transactions, history.log());
    }

    private History run(long seed, int lives, int transactions) throws Exception {
        Path file = folder.resolve(seed + ".db");
        Processes processes = new Processes(file, seed, lives, transactions);
        History history = processes.run();
        String source = "history.seed=" + seed + " ";
        assertEquals("", Anomaly.messages(Checker.check(history)), source);
        for (Recorded failed : history.failures()) {
            assertTrue(isStale(failed), () -> source + "failed, and should not: " + failed + " " + failed.failure());
        }
        assertEquals("ok", Sql.text(file, "PRAGMA integrity_check"), source);
        long committed = history.count(Outcome.COMMITTED);
        assertTrue(committed > transactions, () -> source + committed);
        System.out.println(
                source + committed + " committed, " + history.failures().size() + " failed, "
                        + history.transactions().stream()
                                .filter(one -> one.end() == Clients.NEVER)
                                .count()
                        + " were killed, " + processes.strikes());
        return history;
    }

    private static boolean isStale(Recorded failed) {
        return failed.failure() instanceof Elsewhere elsewhere && elsewhere.is(StaleSnapshotException.class);
    }

    /** A process whose transactions are none. */
    @Test
    void statementsThatPretendToBeATransactionAreCaught() throws Exception {
        for (int round = 1; round <= MOST_ROUNDS; round++) {
            History history = new Processes(folder.resolve(round + ".db"), round, 1, 300).runOne(Style.NONE);
            if (!Checker.check(history).isEmpty()) {
                return;
            }
        }
        throw new AssertionError("nothing was found");
    }

    /** A process that loses what it has acknowledged. */
    @Test
    void aCommitThatIsARollbackIsCaught() throws Exception {
        History history = new Processes(folder.resolve("app.db"), 1, 1, 20).runOne(Style.FORGETFUL);
        assertTrue(Checker.check(history).stream().anyMatch(one -> one.type() == Type.WRITE_LOST));
    }
}
