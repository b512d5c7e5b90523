// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.foreign;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterException.Reason;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.invariant.InvariantExtension;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The storage breaks down below a batch: each write hears so once, none is written twice, and the writer goes on after. */
@Timeout(180)
class BatchWriterBreaksDownTest {
    private static final String INSERT = "INSERT INTO t(id) VALUES (?)";

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
        run(source, "CREATE TABLE t(id INTEGER)");
        invariants.expectLog("writes of a batch failed; the future of each says why");
    }

    private static List<CompletableFuture<WriteResult>> submitTen(BatchWriter writer) {
        List<CompletableFuture<WriteResult>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(writer.submit(INSERT, i));
        }
        return futures;
    }

    private static SQLException failure(CompletableFuture<?> future) {
        return assertInstanceOf(
                SQLException.class,
                assertThrows(ExecutionException.class, () -> future.get(60, TimeUnit.SECONDS))
                        .getCause());
    }

    private BatchWriter writer() throws SQLException {
        return source.batchWriter(
                BatchWriterOptions.builder().linger(Duration.ofHours(1)).build());
    }

    private void assertWorksAgain(BatchWriter writer, long before) throws Exception {
        driver.mend();
        List<CompletableFuture<WriteResult>> futures = submitTen(writer);
        writer.flush();
        for (CompletableFuture<WriteResult> future : futures) {
            assertEquals(1, future.get(60, TimeUnit.SECONDS).updateCount());
        }
        assertEquals(before + 10, ask(source, "SELECT count(*) FROM t"), "none twice");
    }

    /** I/O error, I/O error of fsync, disk full. */
    @ParameterizedTest
    @ValueSource(ints = {10, 1034, 13})
    void failedCommitFailsWhatItCoveredAndIsNotRepeated(int code) throws Exception {
        try (BatchWriter writer = writer()) {
            driver.breakDown("COMMIT", code, true);
            List<CompletableFuture<WriteResult>> futures = submitTen(writer);
            writer.flush();
            for (CompletableFuture<WriteResult> future : futures) {
                BatchWriterException doubt = assertInstanceOf(BatchWriterException.class, failure(future));
                assertEquals(Reason.IN_DOUBT, doubt.reason());
                assertEquals(code & 0xff, doubt.getErrorCode() & 0xff);
            }
            assertEquals(1, writer.snapshot().batches());
            assertEquals(10, writer.snapshot().failed());
            assertWorksAgain(writer, 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fullDiskFailsEachRowThatDoesNotFit(boolean rollsBack) throws Exception {
        try (BatchWriter writer = writer()) {
            driver.breakDown("INSERT", 13, rollsBack);
            List<CompletableFuture<WriteResult>> futures = submitTen(writer);
            CompletableFuture<WriteResult> deleted = writer.submit("DELETE FROM t");
            writer.flush();
            for (CompletableFuture<WriteResult> future : futures) {
                assertEquals(13, failure(future).getErrorCode() & 0xff);
            }
            deleted.get(60, TimeUnit.SECONDS);
            assertWorksAgain(writer, 0);
        }
    }

    @Test
    void batchThatCanNotBeginIsCertainlyNotWritten() throws Exception {
        try (BatchWriter writer = writer()) {
            driver.breakDown("BEGIN IMMEDIATE", 10, false);
            List<CompletableFuture<WriteResult>> futures = submitTen(writer);
            writer.flush();
            for (CompletableFuture<WriteResult> future : futures) {
                BatchWriterException refused = assertInstanceOf(BatchWriterException.class, failure(future));
                assertEquals(Reason.ROLLED_BACK, refused.reason());
            }
            assertWorksAgain(writer, 0);
        }
    }

    @Test
    void foreignLockFailsTheBatchAfterWriteTimeout() throws Exception {
        try (BatchWriter writer = writer();
                Connection foreign = foreign(source)) {
            run(foreign, "begin immediate");
            List<CompletableFuture<WriteResult>> futures = submitTen(writer);
            writer.flush();
            for (CompletableFuture<WriteResult> future : futures) {
                assertEquals(5, failure(future).getErrorCode() & 0xff);
            }
            run(foreign, "rollback");
            assertWorksAgain(writer, 0);
        }
    }
}
