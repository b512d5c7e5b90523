// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheck.Result;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.GateSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.WalSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * The health checks of one DataSource, from {@link #register} to {@link #close}. A warning is healthy and begins with
 * {@code WARNING}; their names and limits are listed in {@code docs/metrics.md}.
 */
final class PoolHealth implements AutoCloseable {
    private static final double WARN_USAGE = 0.8;
    private static final double DEGRADED_USAGE = 0.9;
    private static final int WARN_WAIT_DIVISOR = 10;
    private static final int DEGRADED_WAIT_DIVISOR = 2;

    private final HealthCheckRegistry registry;
    private final String poolName;
    private final Duration writeTimeout;
    private final boolean checkpoints;
    private final PoolMetrics metrics;
    private final Monitored monitored;
    private final List<String> names = new ArrayList<>();

    private PoolHealth(HealthCheckRegistry registry, SqliteConfig config, PoolMetrics metrics, Monitored monitored) {
        this.registry = registry;
        this.poolName = config.poolName();
        this.writeTimeout = config.writeTimeout();
        this.checkpoints = config.checkpoint().enabled();
        this.metrics = metrics;
        this.monitored = monitored;
    }

    /**
     * Adds the checks to the registry that {@code config} names.
     *
     * @throws IllegalArgumentException if that is no {@code HealthCheckRegistry}, or has checks of this name already
     */
    static PoolHealth register(SqliteConfig config, PoolMetrics metrics, Monitored monitored) {
        if (!(config.healthCheckRegistry() instanceof HealthCheckRegistry registry)) {
            throw new IllegalArgumentException(config.poolName() + ": healthCheckRegistry must be a"
                    + " com.codahale.metrics.health.HealthCheckRegistry");
        }
        PoolHealth health = new PoolHealth(registry, config, metrics, monitored);
        health.add("connectivity", health::connectivity);
        health.add("pool", health::pool);
        health.add("write.Wait", health::writeWait);
        health.add("write.Gate", health::gate);
        health.add("wal", health::wal);
        health.add("sqlite", health::sqlite);
        health.add("leak", health::leaks);
        health.add("maintenance", health::maintenance);
        health.add("selfcheck", health::selfCheck);
        return health;
    }

    private void add(String name, Callable<Result> check) {
        String full = poolName + "." + name;
        if (registry.getNames().contains(full)) {
            close();
            throw new IllegalArgumentException(poolName + ": the health check registry already has \"" + full
                    + "\". Give each DataSource its own poolName, or close the other one first.");
        }
        registry.register(full, new HealthCheck() {
            @Override
            protected Result check() throws Exception {
                return check.call();
            }
        });
        names.add(full);
    }

    @Override
    public void close() {
        names.forEach(registry::unregister);
        names.clear();
    }

    private Result connectivity() throws SQLException {
        try (Connection connection = monitored.connect();
                Statement statement = connection.createStatement();
                ResultSet one = statement.executeQuery("SELECT 1")) {
            return one.next() ? Result.healthy() : Result.unhealthy("SELECT 1 returned no row");
        }
    }

    private Result pool() {
        PoolSnapshot pool = monitored.snapshot().pool();
        String numbers =
                "active=" + pool.active() + ", pending=" + pool.pending() + ", maximumPoolSize=" + pool.maximum();
        if (pool.suspended()) {
            return Result.unhealthy("the pool is suspended: " + numbers);
        }
        // A pool at its limit for whose connections nobody waits is well used; one with a queue is too small.
        double usage = pool.pending() > 0 ? 1 : pool.usage();
        if (usage >= DEGRADED_USAGE) {
            return Result.unhealthy("DEGRADED: " + percent(usage) + " of the connections are in use: " + numbers);
        }
        return usage >= WARN_USAGE
                ? Result.healthy("WARNING: " + percent(usage) + " of the connections are in use: " + numbers)
                : Result.healthy(numbers);
    }

    private Result writeWait() {
        Duration p99 = metrics.writeWaitP99();
        String text = "p99 of the wait at the write gate is " + p99.toMillis() + " ms (writeTimeout="
                + writeTimeout.toMillis() + " ms)";
        if (p99.compareTo(writeTimeout.dividedBy(DEGRADED_WAIT_DIVISOR)) >= 0) {
            return Result.unhealthy("DEGRADED: " + text + ": " + monitored.advice());
        }
        return p99.compareTo(writeTimeout.dividedBy(WARN_WAIT_DIVISOR)) >= 0
                ? Result.healthy("WARNING: " + text + ": " + monitored.advice())
                : Result.healthy(text);
    }

    private Result gate() {
        DataSourceSnapshot snapshot = monitored.snapshot();
        GateSnapshot.Holder holder = snapshot.gate().holder();
        if (holder == null || holder.held().compareTo(writeTimeout) < 0) {
            return Result.healthy();
        }
        return Result.unhealthy(
                "STUCK: the write gate has been held for " + holder.held().toMillis() + " ms by connection #"
                        + holder.sessionId() + " on thread \"" + holder.thread() + "\" (" + holder.sql() + "), "
                        + snapshot.gate().waiters().size() + " waiting");
    }

    private Result wal() {
        WalSnapshot wal = monitored.snapshot().wal();
        if (wal == null) {
            return Result.healthy();
        }
        String text = "the -wal file has " + wal.describeSize();
        if (wal.bytes() <= wal.softLimit()) {
            return Result.healthy(text);
        }
        WalSnapshot.Pin pin = wal.pin();
        String advice = pin == null
                ? ": if it persists, a reader outside this library pins it"
                        + (checkpoints ? "" : ", or nobody runs checkpoints")
                : ": " + pin.describe() + "; close it";
        return wal.bytes() > wal.hardLimit()
                ? Result.unhealthy("DEGRADED: " + text + advice)
                : Result.healthy("WARNING: " + text + advice);
    }

    /** A restart helps nothing, so it stays healthy. */
    private Result sqlite() {
        String risk = monitored.sqliteRisk();
        return risk == null ? Result.healthy() : Result.healthy("WARNING: " + risk);
    }

    private Result leaks() {
        int open = metrics.openLeaks();
        return open == 0
                ? Result.healthy()
                : Result.unhealthy(open + (open == 1 ? " connection is" : " connections are")
                        + " leaked and still open; see the log for the stacks");
    }

    private Result maintenance() {
        Map<String, String> failing = metrics.failingTasks();
        return failing.isEmpty()
                ? Result.healthy()
                : Result.unhealthy(failing.entrySet().stream()
                        .map(task -> "\"" + task.getKey() + "\" failed: " + task.getValue())
                        .collect(Collectors.joining("; ")));
    }

    private Result selfCheck() {
        List<String> violations = monitored.violations();
        return violations.isEmpty()
                ? Result.healthy()
                : Result.unhealthy("DEGRADED: " + String.join("; ", violations) + "; see the log");
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
