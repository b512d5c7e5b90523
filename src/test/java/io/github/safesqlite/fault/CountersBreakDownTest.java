// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import io.github.safesqlite.invariant.InvariantExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The COMMIT of a flush fails: what was counted is stored once, whether it was applied or not. */
@Timeout(180)
class CountersBreakDownTest {
    private static final CountersOptions NEVER = CountersOptions.defaults().withInterval(Duration.ofHours(1));

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final FaultyDriver driver = new FaultyDriver(FaultyDriver.Fault.IO_ERROR);
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(driver.config(directory.resolve("app.db"))
                .slowWriteThresholdOff()
                .writeTimeout(Duration.ofMillis(300)));
        run(source, "CREATE TABLE page(path TEXT PRIMARY KEY, hits INTEGER, most INTEGER)");
        run(source, "INSERT INTO page VALUES ('/here', 5, 0)");
        invariants.expectLog("writes of a batch failed; the future of each says why");
    }

    private static void flush(Counters counters) throws Exception {
        counters.flush().get(60, TimeUnit.SECONDS);
    }

    private static void assertFlushIsInDoubt(Counters counters) {
        ExecutionException failure = assertThrows(ExecutionException.class, () -> flush(counters));
        assertEquals(
                Reason.IN_DOUBT,
                assertInstanceOf(BatchWriterException.class, failure.getCause()).reason());
    }

    /** I/O error, I/O error of fsync, disk full; the work was undone, or done. */
    @ParameterizedTest
    @CsvSource({"10,false", "1034,false", "13,false", "10,true", "1034,true", "13,true"})
    void sumsAreStoredOnce(int code, boolean applied) throws Exception {
        try (Counters counters = source.counters(NEVER)) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path");
            Counter most = counters.counter("page", "most", Merge.MAX, "path");
            hits.add(1, "/here");
            hits.add(1, "/new");
            most.add(7, "/here");
            if (applied) {
                driver.failAfterwards("COMMIT", code);
            } else {
                driver.breakDown("COMMIT", code, true);
            }
            assertFlushIsInDoubt(counters);
            driver.mend();
            assertEquals(applied ? 6 : 5, ask(source, "SELECT hits FROM page WHERE path = '/here'"));
            assertEquals(OptionalLong.of(6), hits.read("/here"));
            hits.add(10, "/here");
            flush(counters);
            assertEquals(16, ask(source, "SELECT hits FROM page WHERE path = '/here'"));
            assertEquals(1, ask(source, "SELECT hits FROM page WHERE path = '/new'"));
            assertEquals(7, ask(source, "SELECT most FROM page WHERE path = '/here'"));
        }
    }

    /** The database can not be asked after the COMMIT: nothing is sent until it can. */
    @Test
    void nothingIsSentUntilItIsDecided() throws Exception {
        try (Counters counters = source.counters(NEVER)) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path");
            hits.add(1, "/here");
            driver.failAfterwardsForGood("COMMIT", 10);
            assertFlushIsInDoubt(counters);
            long batches = counters.snapshot().batches();
            hits.add(10, "/here");
            assertThrows(ExecutionException.class, () -> flush(counters));
            assertEquals(batches, counters.snapshot().batches());
            driver.mend();
            flush(counters);
            assertEquals(16, ask(source, "SELECT hits FROM page WHERE path = '/here'"));
        }
    }

    /** A statement of the application does not tell how to read the sum back. */
    @Test
    void sumThatCanNotBeReadIsStoredAgainAndTheLogSaysSo() throws Exception {
        invariants.expectLog("so they may count twice");
        try (Counters counters = source.counters(NEVER)) {
            Counter hits = counters.statement("UPDATE page SET hits = hits + ? WHERE path = ?", Merge.SUM);
            hits.add(1, "/here");
            driver.failAfterwards("COMMIT", 10);
            assertFlushIsInDoubt(counters);
            driver.mend();
            flush(counters);
            assertEquals(7, ask(source, "SELECT hits FROM page WHERE path = '/here'"));
        }
    }
}
