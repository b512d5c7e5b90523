// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.maintenance;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.Maintenance;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Maintenance as an application has it. */
class MaintenanceTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration DAY = Duration.ofDays(1);
    private static final String ENDLESS =
            "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n";

    @TempDir
    Path folder;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    private final List<MaintenanceReport> reports = new CopyOnWriteArrayList<>();
    private final List<CheckpointReport> checkpoints = new CopyOnWriteArrayList<>();

    private SqliteConfigBuilder config() {
        return SqliteConfig.builder(folder.resolve("app.db")).closeTimeout(SOON).listener(new InlineListener() {
            @Override
            public void maintained(MaintenanceReport report) {
                reports.add(report);
            }

            @Override
            public void checkpointed(CheckpointReport report) {
                checkpoints.add(report);
            }
        });
    }

    private ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
        ConcurrencySafeSqliteDataSource dataSource = invariants.open(config);
        Sql.execute(dataSource, "create table if not exists t (id integer primary key, a)");
        return dataSource;
    }

    private static Maintenance.Task executing(String sql) {
        return connection -> Sql.execute(connection, sql);
    }

    @Test
    void aTaskIsRunAgainAndAgainAndItsOpenTransactionIsRolledBack() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        try (var dataSource = open(config())) {
            dataSource.maintenance().every(OFTEN, "insert", connection -> {
                Sql.execute(connection, "insert into t (a) values ('kept')");
                connection.setAutoCommit(false);
                Sql.execute(connection, "insert into t (a) values ('not')");
                runs.incrementAndGet();
            });
            Waiting.until(() -> runs.get() >= 3);
        }
        try (var dataSource = open(config())) {
            int kept = Integer.parseInt(Sql.text(dataSource, "select count(*) from t"));
            assertTrue(kept >= runs.get(), () -> kept + " of " + runs);
            assertEquals("0", Sql.text(dataSource, "select count(*) from t where a = 'not'"));
        }
    }

    @Test
    void twoDataSourcesRunADailyTaskOnceAndADatabaseInMemoryHasTasksToo() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch past = new CountDownLatch(2);
        for (String name : List.of("first", "second")) {
            var dataSource = open(config().poolName(name));
            dataSource.maintenance().every(DAY, "daily", connection -> runs.incrementAndGet());
            dataSource.maintenance().every(DAY, name, connection -> past.countDown());
        }
        assertTrue(past.await(60, TimeUnit.SECONDS));
        assertEquals(1, runs.get());
        var memory = open(SqliteConfig.builder(":memory:"));
        memory.maintenance().every(DAY, "daily", executing("insert into t (a) values (1)"));
        Waiting.until(() -> Sql.ask(memory, "select count(*) from t") == 1);
    }

    @Test
    void metricsAndHealthTellOfTasks() throws Exception {
        MetricRegistry metrics = new MetricRegistry();
        HealthCheckRegistry health = new HealthCheckRegistry();
        invariants.expectLog("maintenance task \"weak\" failed");
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch looked = new CountDownLatch(1);
        try (var dataSource =
                open(config().poolName("app").metricRegistry(metrics).healthCheckRegistry(health))) {
            assertTrue(health.runHealthCheck("app.maintenance").isHealthy());
            dataSource.maintenance().every(OFTEN, "weak", connection -> {
                if (runs.incrementAndGet() == 1) {
                    throw new SQLException("too weak");
                }
                looked.await();
            });
            Waiting.until(() -> runs.get() == 2);
            var result = health.runHealthCheck("app.maintenance");
            assertFalse(result.isHealthy());
            assertEquals("\"weak\" failed: too weak", result.getMessage());
            looked.countDown();
            Waiting.until(() -> health.runHealthCheck("app.maintenance").isHealthy());
            // Who hears of a run first is not said.
            await().atMost(SOON).untilAsserted(() -> {
                assertEquals(1, metrics.meter("app.maintenance.Failures").getCount());
                assertEquals(1, metrics.meter("app.maintenance.Failures.weak").getCount());
                assertTrue(metrics.timer("app.maintenance.Runs").getCount() >= 2);
                assertTrue(metrics.timer("app.maintenance.Runs.weak").getCount() >= 2);
            });
        }
        assertEquals(List.of(), List.copyOf(metrics.getNames()));
    }

    @Test
    void endlessTasksAreEndedAndTheNextOnesRun() throws Exception {
        for (String task : List.of("query", "wait", "write")) {
            invariants.expectLog("\"" + task + "\" was stopped: it ran longer than 200 ms (maintenanceTimeout)");
        }
        var dataSource = open(config().maintenanceTimeout(Duration.ofMillis(200)));
        dataSource.maintenance().every(DAY, "query", executing(ENDLESS));
        dataSource.maintenance().every(DAY, "wait", connection -> new CountDownLatch(1).await());
        dataSource.maintenance().every(DAY, "write", connection -> {
            connection.setAutoCommit(false);
            Sql.execute(connection, "insert into t (a) values ('lost')");
            Sql.execute(connection, ENDLESS);
        });
        // On a busy machine it may need more than one run.
        invariants.allowLog("\"last\" was ended");
        dataSource.maintenance().every(OFTEN, "last", executing("insert or ignore into t (id, a) values (1, 'last')"));
        Waiting.until(() -> reports.stream().anyMatch(MaintenanceReport::succeeded));
        for (MaintenanceReport report : reports.subList(0, 3)) {
            assertInstanceOf(SQLTimeoutException.class, report.failure());
        }
        assertEquals("last", Sql.text(dataSource, "select group_concat(a) from t"));
    }

    @Test
    void checksOnDemandFindDamage() throws Exception {
        try (var dataSource = open(config())) {
            Sql.execute(
                    dataSource,
                    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)"
                            + " insert into t (a) select zeroblob(2000) from n");
            assertEquals(List.of(), dataSource.maintenance().quickCheck());
            assertEquals(List.of(), dataSource.maintenance().integrityCheck());
        }
        try (var file = new RandomAccessFile(folder.resolve("app.db").toFile(), "rw")) {
            file.seek(100 * 4096);
            file.write(new byte[4096]);
        }
        var dataSource = open(config());
        assertFalse(dataSource.maintenance().quickCheck().isEmpty());
        assertFalse(dataSource.maintenance().integrityCheck().isEmpty());
    }

    @Test
    void closeEndsWhatRuns() throws Exception {
        for (Maintenance.Task endless :
                List.<Maintenance.Task>of(executing(ENDLESS), connection -> new CountDownLatch(1).await())) {
            CountDownLatch begun = new CountDownLatch(1);
            try (var dataSource = open(config())) {
                dataSource.maintenance().every(DAY, "endless", connection -> {
                    begun.countDown();
                    endless.run(connection);
                });
                assertTrue(begun.await(60, TimeUnit.SECONDS));
            }
        }
        assertEquals(List.of(), reports, "what close ended is neither done nor failed");
    }

    @Test
    void closeDoesNotWaitForATaskThatDoesNotEnd() throws Exception {
        invariants.expectLog("did not end within 100 ms (closeTimeout)");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        var dataSource = open(config().closeTimeout(Duration.ofMillis(100)));
        dataSource.maintenance().every(DAY, "stubborn", connection -> {
            begun.countDown();
            while (closed.getCount() > 0) {
                try {
                    closed.await();
                } catch (InterruptedException ignored) {
                    // That is what makes it stubborn.
                }
            }
        });
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        dataSource.close();
        closed.countDown();
    }

    @Test
    void aTaskMayCloseItsDataSource() throws Exception {
        var dataSource = open(config().closeTimeout(Duration.ofSeconds(20)));
        CountDownLatch closed = new CountDownLatch(1);
        dataSource.maintenance().every(DAY, "goodbye", connection -> {
            connection.close();
            dataSource.close();
            closed.countDown();
        });
        assertTrue(closed.await(60, TimeUnit.SECONDS));
    }

    @Test
    void theOptionsAreAllItTakes() throws Exception {
        Path backups = Files.createDirectory(folder.resolve("backups"));
        var dataSource = open(config().optimizeInterval(OFTEN)
                .vacuumInterval(OFTEN)
                .checkInterval(OFTEN)
                .walTruncateInterval(OFTEN)
                .checkpointInterval(DAY)
                .backupDirectory(backups)
                .backupInterval(OFTEN)
                .backupRetention(1));
        Sql.execute(dataSource, "insert into t (a) values ('kept')");
        for (String task : List.of("optimize", "vacuum", "check", "wal", "backup")) {
            Waiting.until(
                    () -> reports.stream().anyMatch(report -> report.task().equals(task)));
        }
        Waiting.until(() -> checkpoints.stream().anyMatch(report -> report.mode() == CheckpointReport.Mode.TRUNCATE));
        dataSource.close();
        assertTrue(reports.stream().allMatch(MaintenanceReport::succeeded), reports::toString);
        try (Stream<Path> files = Files.list(backups)) {
            // The close may have come between a new backup and the removal of the one before.
            List<Path> copies = files.toList();
            assertTrue(copies.size() == 1 || copies.size() == 2, copies::toString);
            try (Connection copy = DriverManager.getConnection("jdbc:sqlite:" + copies.get(0));
                    ResultSet row = copy.createStatement().executeQuery("select a from t")) {
                assertEquals("kept", row.getString(1));
            }
        }
    }

    @Test
    void newStatisticsReachTheConnectionsOfThePool() throws Exception {
        var dataSource =
                open(config().slowWriteThresholdOff().optimizeInterval(OFTEN).poolName("app"));
        Sql.execute(dataSource, "create table s (a, b)");
        Sql.execute(dataSource, "create index s_a on s (a)");
        Sql.execute(dataSource, "create index s_b on s (b)");
        Sql.execute(
                dataSource,
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)"
                        + " insert into s select i % 2, i from n");
        Waiting.until(() -> plan(dataSource).contains("s_b"));
        Sql.execute(dataSource, "update s set a = rowid, b = rowid % 2");
        Sql.execute(
                dataSource,
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)"
                        + " insert into s select i, i % 2 from n");
        Waiting.until(() -> plan(dataSource).contains("s_a"));
    }

    private static String plan(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("explain query plan select * from s where a = 1 and b = 1")) {
            row.next();
            return row.getString(4);
        }
    }
}
