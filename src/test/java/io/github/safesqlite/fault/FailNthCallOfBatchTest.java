// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.WriteResult;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each call of the driver that a batch makes fails once. */
@Timeout(180)
class FailNthCallOfBatchTest {
    private static final String INSERT = "INSERT INTO t(id) VALUES (?)";

    @TempDir
    Path directory;

    private static List<CompletableFuture<WriteResult>> submitTen(BatchWriter writer) {
        List<CompletableFuture<WriteResult>> futures = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            futures.add(writer.submit(INSERT, i));
        }
        return futures;
    }

    /** Whatever call of the driver fails, in whatever way: what is acknowledged is there, what is not in doubt is not. */
    @ParameterizedTest
    @EnumSource(FaultyDriver.Fault.class)
    void everyCallOfTheDriverMayFail(FaultyDriver.Fault fault) throws Exception {
        FaultyDriver failing = new FaultyDriver(fault);
        for (int call = 1; ; call++) {
            Path file = directory.resolve("every" + call + ".db");
            try (ConcurrencySafeSqliteDataSource dataSource = new ConcurrencySafeSqliteDataSource(failing.config(file)
                    .slowWriteThresholdOff()
                    .writeTimeout(Duration.ofSeconds(3))
                    .build())) {
                run(dataSource, "CREATE TABLE t(id INTEGER)");
                List<CompletableFuture<WriteResult>> futures;
                try (BatchWriter writer = dataSource.batchWriter(
                        BatchWriterOptions.builder().linger(Duration.ofHours(1)).build())) {
                    failing.failCall(call);
                    futures = submitTen(writer);
                    writer.flush();
                    for (CompletableFuture<WriteResult> future : futures) {
                        future.exceptionally(failure -> null).get(60, TimeUnit.SECONDS);
                    }
                }
                boolean failed = failing.hasFailed();
                failing.failCall(0);
                checkRows(dataSource, futures, fault + " at call " + call);
                if (!failed) {
                    return;
                }
            }
        }
    }

    private static void checkRows(
            ConcurrencySafeSqliteDataSource dataSource, List<CompletableFuture<WriteResult>> futures, String when)
            throws SQLException {
        for (int i = 0; i < futures.size(); i++) {
            long there = ask(dataSource, "SELECT count(*) FROM t WHERE id = " + i);
            if (futures.get(i).isCompletedExceptionally()) {
                Throwable failure =
                        futures.get(i).handle((result, thrown) -> thrown).join();
                boolean doubt = failure instanceof BatchWriterException known && !known.isCertainlyNotWritten();
                if (!doubt) {
                    assertEquals(0, there, when + ": row " + i + " is there though it failed");
                }
            } else {
                assertEquals(1, there, when + ": row " + i);
            }
        }
    }
}
