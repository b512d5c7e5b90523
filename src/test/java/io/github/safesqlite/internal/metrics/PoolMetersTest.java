// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.BatchReport;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The meters of Micrometer: their names, what is counted, and what is in docs/metrics.md. */
class PoolMetersTest {
    private static final Pattern ROW =
            Pattern.compile("\\| `((?:hikaricp|safesqlite)\\.[a-z.]+)`(?:[^|]*)\\| (\\w+) \\|.*");

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final IdleDataSource dataSource = new IdleDataSource();

    @TempDir
    Path folder;

    private PoolMeters register() {
        return PoolMeters.register(registry, "app", dataSource);
    }

    private double count(String name, String... tags) {
        return registry.get(name).tag("pool", "app").tags(tags).counter().count();
    }

    private double value(String name) {
        return registry.get(name).tag("pool", "app").gauge().value();
    }

    private double millis(String name, String... tags) {
        return registry.get(name).tag("pool", "app").tags(tags).timer().totalTime(TimeUnit.MILLISECONDS);
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void timesOfThePoolHaveTheNamesOfHikariCP() {
        PoolMeters meters = register();
        meters.sessionBound(1, nanos(3));
        meters.connectionTimedOut(2, nanos(40));
        meters.sessionClosed(1, nanos(5));
        meters.physicalConnectionOpened(1, nanos(7));
        assertEquals(43, millis("hikaricp.connections.acquire"), "with the wait that failed");
        assertEquals(5, millis("hikaricp.connections.usage"));
        assertEquals(7, millis("hikaricp.connections.creation"));
        assertEquals(1, count("hikaricp.connections.timeout"));
    }

    @Test
    void gaugesAreTheNumbersNow() {
        register();
        dataSource.numbers =
                PoolSnapshot.ofConnections(2, 1, 3, 4, 0, 10, 5, false).withSessions(6, 7);
        dataSource.walBytes = 4096;
        dataSource.walPinnedMillis = 99;
        assertEquals(
                List.of(3.0, 2.0, 1.0, 4.0, 10.0, 5.0, 6.0, 7.0, 4096.0, 99.0),
                List.of(
                        value("hikaricp.connections"),
                        value("hikaricp.connections.active"),
                        value("hikaricp.connections.idle"),
                        value("hikaricp.connections.pending"),
                        value("hikaricp.connections.max"),
                        value("hikaricp.connections.min"),
                        value("safesqlite.connections.open"),
                        value("safesqlite.write.waiters"),
                        value("safesqlite.wal.size"),
                        value("safesqlite.wal.pinned")));
    }

    private double sum(String name, String kind) {
        return registry.get(name)
                .tags("pool", "app", "kind", kind)
                .functionCounter()
                .count();
    }

    @Test
    void costsOfStatementsAreSumsByKind() {
        PoolMeters meters = register();
        dataSource.costs.put(
                StatementCosts.Kind.UPDATE,
                new StatementCosts.Totals(1, 2, Duration.ofMillis(3000), Duration.ofMillis(4500)));
        assertEquals(1, sum("safesqlite.cost.calls", "update"));
        assertEquals(2, sum("safesqlite.cost.rows", "update"));
        assertEquals(3, sum("safesqlite.cost.held", "update"));
        assertEquals(4.5, sum("safesqlite.cost.made.wait", "update"));
        assertEquals(0, sum("safesqlite.cost.calls", "insert"));
        meters.close();
        assertEquals(List.of(), registry.getMeters());
    }

    @Test
    void eventsOfTheWriteGateAreCounted() {
        PoolMeters meters = register();
        meters.gateEntered(1, nanos(2));
        meters.gateExited(1, nanos(3));
        meters.gateTimedOut(2, nanos(30));
        meters.gateSlow(null);
        meters.busyRetried(1, 2);
        meters.busyExhausted(1, 5);
        meters.staleSnapshot(1);
        assertEquals(32, millis("safesqlite.write.wait"));
        assertEquals(3, millis("safesqlite.write.hold"));
        assertEquals(1, count("safesqlite.write.timeouts"));
        assertEquals(1, count("safesqlite.write.slow"));
        assertEquals(1, count("safesqlite.busy.retries"));
        assertEquals(1, count("safesqlite.busy.exhausted"));
        assertEquals(1, count("safesqlite.busy.stale.snapshots"));
    }

    @Test
    void everythingElseIsCountedByWhatItWas() {
        PoolMeters meters = register();
        LeakReport leak =
                new LeakReport(LeakReport.Kind.HELD_IDLE, 1, "app", "main", Duration.ofSeconds(1), null, null);
        meters.leakDetected(leak);
        meters.leakReclaimed(leak);
        meters.statementPrepared(true);
        meters.statementPrepared(false);
        meters.statementPrepared(false);
        meters.groupCommitted(5);
        meters.checkpointed(new CheckpointReport(CheckpointReport.Mode.TRUNCATE, true, 1, 0, 0, Duration.ofMillis(1)));
        meters.batchWritten(new BatchReport("log", 3, 2, 1, Duration.ofMillis(8)));
        meters.maintained(new MaintenanceReport("optimize", Instant.EPOCH, Duration.ofMillis(9), null));
        meters.maintained(
                new MaintenanceReport("backup", Instant.EPOCH, Duration.ofMillis(4), new IllegalStateException()));
        assertEquals(1, count("safesqlite.leaks", "kind", "held-idle"));
        assertEquals(0, count("safesqlite.leaks", "kind", "unreachable"));
        assertEquals(1, count("safesqlite.leaks.reclaimed"));
        assertEquals(1, count("safesqlite.statements", "cache", "hit"));
        assertEquals(2, count("safesqlite.statements", "cache", "miss"));
        assertEquals(5, registry.get("safesqlite.group.size").summary().totalAmount());
        assertEquals(1, count("safesqlite.wal.checkpoints", "result", "busy"));
        assertEquals(0, count("safesqlite.wal.checkpoints", "result", "complete"));
        assertEquals(3, count("safesqlite.batch.writes", "result", "written"));
        assertEquals(2, count("safesqlite.batch.writes", "result", "failed"));
        assertEquals(1, count("safesqlite.batch.writes", "result", "dropped"));
        assertEquals(8, millis("safesqlite.batch.flush"));
        assertEquals(9, millis("safesqlite.maintenance", "task", "optimize", "result", "succeeded"));
        assertEquals(4, millis("safesqlite.maintenance", "task", "backup", "result", "failed"));
    }

    @Test
    void closeRemovesAllMetersOfThePoolAndNoOther() {
        registry.counter("other");
        PoolMeters meters = register();
        meters.maintained(new MaintenanceReport("optimize", Instant.EPOCH, Duration.ofMillis(9), null));
        meters.close();
        assertEquals(
                List.of("other"),
                registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .toList());
    }

    @Test
    void twoPoolsOfOneNameAreRefusedAndTwoOfDifferentNamesAreNot() {
        PoolMeters first = register();
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, this::register);
        assertTrue(refused.getMessage().contains("its own poolName"), refused::getMessage);
        PoolMeters.register(registry, "other", dataSource);
        first.close();
        register();
    }

    @Test
    void theSettingOfHikariCPTakesARegistryOfMicrometer() throws Exception {
        var health = new HealthCheckRegistry();
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db"))
                .metricRegistry(registry)
                .healthCheckRegistry(health)
                .build();
        try (var pool = new ConcurrencySafeSqliteDataSource(config);
                var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t (x)");
            assertEquals(
                    1,
                    registry.get("safesqlite.write.hold").timer().count(),
                    "the event comes before the call returns");
            assertEquals(1, value("safesqlite.connections.open"));
            assertTrue(health.runHealthCheck("app.connectivity").isHealthy());
        }
        assertEquals(List.of(), registry.getMeters());
        assertTrue(health.getNames().isEmpty());
    }

    @Test
    void anotherRegistryIsRefusedByName() {
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db"))
                .metricRegistry("metrics")
                .build();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new ConcurrencySafeSqliteDataSource(config));
        assertTrue(refused.getMessage().contains("io.micrometer.core.instrument.MeterRegistry"), refused::getMessage);
    }

    @Test
    void thePageListsAllMeters() throws Exception {
        register().maintained(new MaintenanceReport("optimize", Instant.EPOCH, Duration.ofMillis(9), null));
        Map<String, String> registered = registry.getMeters().stream()
                .map(Meter::getId)
                .collect(Collectors.toMap(
                        Meter.Id::getName,
                        id -> id.getType().name().toLowerCase(Locale.ROOT).replace("distribution_", ""),
                        (one, same) -> one,
                        TreeMap::new));
        Map<String, String> listed = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            var row = ROW.matcher(line);
            if (row.matches()) {
                listed.put(row.group(1), row.group(2));
            }
        }
        assertEquals(registered, listed);
    }
}
