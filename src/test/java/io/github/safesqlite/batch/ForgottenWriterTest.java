// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import io.github.safesqlite.junit.LeakAssertions;
import io.github.safesqlite.junit.LeakError;
import io.github.safesqlite.junit.LeakExtension;
import io.github.safesqlite.testing.CapturedLog;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** A writer that nobody closes is seen, and closed with its DataSource. */
class ForgottenWriterTest {
    private static ConcurrencySafeSqliteDataSource shared;

    @TempDir
    Path folder;

    private final MetricRegistry metrics = new MetricRegistry();
    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("batch.db"))
                .poolName("forgetful")
                .closeTimeout(Duration.ofMillis(200))
                .metricRegistry(metrics)
                .registerMbeans(true)
                .build());
        run(dataSource, "create table t (n integer primary key, m integer)");
        shared = dataSource;
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private BatchWriter forget() throws SQLException {
        return dataSource.batchWriter(BatchWriterOptions.builder()
                .name("log")
                .linger(Duration.ofHours(1))
                .build());
    }

    @Test
    void assertionNamesItWithTheStackThatOpenedIt() throws Exception {
        BatchWriter writer = forget();
        writer.submit("insert into t (n) values (1)");
        LeakError error =
                assertThrows(LeakError.class, () -> LeakAssertions.assertNoLeaks(dataSource, Duration.ofMillis(10)));
        assertTrue(
                error.getMessage().contains("the batch writer \"log\" of forgetful: 1 writes wait in it"),
                error.getMessage());
        assertTrue(Arrays.stream(error.getCause().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("forget")));
        writer.close();
        LeakAssertions.assertNoLeaks(dataSource);
    }

    @Test
    void countersAreNamedToo() throws Exception {
        Counters counters = dataSource.counters(CountersOptions.defaults());
        assertThrows(LeakError.class, () -> LeakAssertions.assertNoLeaks(dataSource, Duration.ofMillis(10)));
        counters.close();
        LeakAssertions.assertNoLeaks(dataSource);
    }

    /** Run by the test of the extension alone. */
    static class Forgetting {
        @org.junit.jupiter.api.extension.RegisterExtension
        static final LeakExtension LEAKS = new LeakExtension().withGrace(Duration.ofMillis(10));

        @Test
        void forgets() throws SQLException {
            if (shared != null) {
                shared.batchWriter(BatchWriterOptions.defaults());
            }
        }
    }

    @Test
    void extensionFailsTheTestAndClosesTheWriter() {
        Events tests = EngineTestKit.engine("junit-jupiter")
                .selectors(DiscoverySelectors.selectClass(Forgetting.class))
                .execute()
                .testEvents();
        tests.assertStatistics(counts -> counts.failed(1));
        until(() -> dataSource.snapshot().writers().isEmpty());
    }

    @Test
    void snapshotMetricsAndJmxHaveItsNumbers() throws Exception {
        try (BatchWriter writer = forget()) {
            writer.submit("insert into t (n) values (1)");
            writer.submit("insert into t (n) values (2)");
            assertEquals(2, dataSource.snapshot().writers().get(0).depth());
            assertTrue(dataSource.snapshot().toString().contains("batch writers: 1 open"));
            assertTrue(dataSource.snapshot().toJson().contains("\"writers\":[{\"writerId\":"));
            assertEquals(2, ((Gauge<?>) metrics.getMetrics().get("forgetful.batch.Depth")).getValue());
            assertEquals(
                    2,
                    ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName("io.github.safesqlite:type=DataSource,name=forgetful"),
                                    "BatchDepth"));
            writer.submit("insert into t (n) values (2)");
            assertThrows(ExecutionException.class, () -> writer.flush().get(60, TimeUnit.SECONDS));
            until(() -> metrics.timer("forgetful.batch.Flush").getCount() == 1);
            assertEquals(
                    3, metrics.histogram("forgetful.batch.Size").getSnapshot().getMax());
            assertEquals(1, metrics.meter("forgetful.batch.Failures").getCount());
        }
    }

    @Test
    void closingTheDataSourceIsBoundedAndSaysWhatIsLost() throws Exception {
        BatchWriter writer = forget();
        CompletableFuture<WriteResult> lost;
        Counters counters = dataSource.counters(CountersOptions.defaults().withInterval(Duration.ofHours(1)));
        try (CapturedLog log = new CapturedLog()) {
            try (Connection foreign = io.github.safesqlite.testing.Sql.foreign(dataSource)) {
                run(foreign, "begin immediate");
                lost = writer.submit("insert into t (n) values (1)");
                counters.counter("t", "m", Merge.SUM, "n").add(1, 5);
                dataSource.close();
                run(foreign, "rollback");
            }
            assertTrue(log.text().contains("log: 1 writes were not confirmed within closeTimeout"), log.text());
            assertTrue(log.text().contains("counters: 1 writes were not confirmed"), log.text());
        }
        assertThrows(ExecutionException.class, () -> lost.get(60, TimeUnit.SECONDS));
        try (Connection plain = io.github.safesqlite.testing.Sql.patient(folder.resolve("batch.db"))) {
            assertEquals(0, ask(plain, "select count(*) from t"));
        }
    }
}
