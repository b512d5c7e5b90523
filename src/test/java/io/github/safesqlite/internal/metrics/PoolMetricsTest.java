// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.ConsoleReporter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PoolMetricsTest {
    private final MetricRegistry registry = new MetricRegistry();
    private final IdleDataSource dataSource = new IdleDataSource();
    private final PoolMetrics metrics = PoolMetrics.register(registry, "app", dataSource);

    private long meter(String name) {
        return registry.getMeters().get("app." + name).getCount();
    }

    private Object gauge(String name) {
        return registry.getGauges().get("app." + name).getValue();
    }

    private long[] histogram(String name) {
        return registry.getHistograms().get("app." + name).getSnapshot().getValues();
    }

    private long[] timer(String name) {
        return registry.getTimers().get("app." + name).getSnapshot().getValues();
    }

    private long max(String name) {
        return registry.getTimers().get("app." + name).getSnapshot().getMax();
    }

    private static LeakReport leak(LeakReport.Kind kind, long sessionId) {
        return new LeakReport(kind, sessionId, "app", "main", Duration.ofSeconds(60), null, null);
    }

    @Test
    void gaugesShowThePoolAsItIsWhenTheyAreRead() {
        dataSource.numbers = new PoolSnapshot(8, 1, 2, 3, 4, 0, 5, 6, 7, false);
        dataSource.walBytes = 9;
        dataSource.walPinnedMillis = 10;
        assertEquals(1, gauge("pool.ActiveConnections"));
        assertEquals(2, gauge("pool.IdleConnections"));
        assertEquals(3, gauge("pool.TotalConnections"));
        assertEquals(4, gauge("pool.PendingConnections"));
        assertEquals(5, gauge("pool.MaxConnections"));
        assertEquals(6, gauge("pool.MinConnections"));
        assertEquals(7, gauge("write.Waiters"));
        assertEquals(8, gauge("pool.OpenSessions"));
        assertEquals(9L, gauge("wal.Size"));
        assertEquals(10L, gauge("wal.Pinned"));
    }

    @Test
    void transactionsAreSums() {
        dataSource.transactions =
                new TransactionSnapshot.Counts(1, 2, 3, 4, 5, 6, Duration.ofMillis(7), Duration.ofMillis(8));
        assertEquals(1L, gauge("transaction.Wrote"));
        assertEquals(2L, gauge("transaction.BegunReading"));
        assertEquals(3L, gauge("transaction.BegunInGate"));
        assertEquals(4L, gauge("transaction.GaveWay"));
        assertEquals(5L, gauge("transaction.Validated"));
        assertEquals(6L, gauge("transaction.Conflicts"));
        assertEquals(7L, gauge("transaction.GateTimeSaved"));
        assertEquals(8L, gauge("transaction.GateTimeOfReads"));
    }

    @Test
    void costsOfStatementsAreSumsByKind() {
        dataSource.costs.put(
                StatementCosts.Kind.UPDATE,
                new StatementCosts.Totals(1, 2, Duration.ofMillis(3), Duration.ofMillis(4)));
        assertEquals(1L, gauge("cost.Calls.update"));
        assertEquals(2L, gauge("cost.Rows.update"));
        assertEquals(3L, gauge("cost.Held.update"));
        assertEquals(4L, gauge("cost.MadeWait.update"));
        assertEquals(0L, gauge("cost.Calls.insert"));
        metrics.close();
        assertEquals(Set.of(), registry.getNames());
    }

    @Test
    void usageAndCreationAreInMillisecondsAsInHikari() {
        metrics.sessionClosed(1, 2_000_000_000);
        metrics.physicalConnectionOpened(1, 15_900_000);
        assertEquals(List.of(2000L), boxed(histogram("pool.Usage")));
        assertEquals(List.of(15L), boxed(histogram("pool.ConnectionCreation")));
    }

    @Test
    void waitsThatTimedOutAreInTheTimersToo() {
        metrics.sessionBound(1, 100);
        metrics.connectionTimedOut(2, 5_000_000_000L);
        assertEquals(2, timer("pool.Wait").length);
        assertEquals(5_000_000_000L, max("pool.Wait"));
        assertEquals(1, meter("pool.ConnectionTimeoutRate"));

        metrics.gateEntered(1, 0);
        metrics.gateEntered(2, 70);
        metrics.gateTimedOut(3, 30_000_000_000L);
        metrics.gateExited(1, 40);
        assertEquals(3, timer("write.Wait").length);
        assertEquals(30_000_000_000L, max("write.Wait"));
        assertEquals(List.of(40L), boxed(timer("write.Hold")));
        assertEquals(2, meter("write.Contended"));
        assertEquals(1, meter("write.Timeouts"));
    }

    @Test
    void slowHolderIsCountedAndNamed() {
        assertEquals("", gauge("write.SlowHolder"));
        metrics.gateSlow(new HolderInfo(
                3, "app", Thread.currentThread(), Duration.ofMillis(6120), "DELETE FROM t WHERE id = 42", List.of()));
        assertEquals(1, meter("write.Slow"));
        String holder = (String) gauge("write.SlowHolder");
        assertTrue(holder.contains("6120 ms"), holder);
        assertTrue(holder.contains("connection #3"), holder);
        assertTrue(holder.contains(Thread.currentThread().getName()), holder);
        assertTrue(holder.contains("DELETE FROM t WHERE id = ?"), holder);
    }

    @Test
    void slowAndLeakedAreToldApart() {
        metrics.leakDetected(leak(LeakReport.Kind.EXECUTING, 1));
        metrics.leakDetected(leak(LeakReport.Kind.PINS_WAL, 2));
        assertEquals(1, meter("leak.InUse"));
        assertEquals(1, meter("leak.PinsWal"));
        assertEquals(0, meter("leak.Detected"));
        assertEquals(0, gauge("leak.Open"));

        metrics.leakDetected(leak(LeakReport.Kind.HELD_IDLE, 3));
        metrics.leakDetected(leak(LeakReport.Kind.OWNER_DEAD, 4));
        metrics.leakDetected(leak(LeakReport.Kind.UNREACHABLE, 5));
        assertEquals(3, meter("leak.Detected"));
        assertEquals(1, meter("leak.HeldIdle"));
        assertEquals(1, meter("leak.OwnerDead"));
        assertEquals(1, meter("leak.Unreachable"));
        assertEquals(3, gauge("leak.Open"));

        metrics.leakReturned(1);
        metrics.leakReturned(3);
        metrics.leakReclaimed(leak(LeakReport.Kind.UNREACHABLE, 5));
        assertEquals(1, gauge("leak.Open"));
        assertEquals(1, meter("leak.Reclaimed"));
    }

    @Test
    void everyOtherEventHasItsOwnCount() {
        metrics.busyRetried(1, 2);
        metrics.busyRetried(1, 3);
        metrics.busyExhausted(1, 3);
        metrics.staleSnapshot(1);
        metrics.staleSnapshot(2);
        metrics.staleSnapshot(3);
        metrics.statementsForgotten(1, 4, 5);
        metrics.statementPrepared(true);
        metrics.statementPrepared(true);
        metrics.statementPrepared(false);
        metrics.groupCommitted(17);
        metrics.physicalConnectionClosed(1, "idle");
        metrics.checkpointed(
                new CheckpointReport(CheckpointReport.Mode.PASSIVE, false, 5, 5, 4096, Duration.ofMillis(1)));
        metrics.checkpointed(
                new CheckpointReport(CheckpointReport.Mode.TRUNCATE, true, 5, 3, 4096, Duration.ofMillis(1)));

        assertEquals(2, meter("wal.Checkpoints"));
        assertEquals(1, meter("wal.CheckpointBusy"));
        assertEquals(2, meter("busy.Retries"));
        assertEquals(1, meter("busy.Exhausted"));
        assertEquals(3, meter("busy.StaleSnapshots"));
        assertEquals(4, meter("statement.Forgotten"));
        assertEquals(5, meter("statement.ForgottenResultSets"));
        assertEquals(2, registry.getCounters().get("app.statement.CacheHits").getCount());
        assertEquals(1, registry.getCounters().get("app.statement.CacheMisses").getCount());
        assertEquals(List.of(17L), boxed(histogram("group.Size")));
        assertEquals(1, meter("pool.ConnectionsClosed"));
    }

    @Test
    void everyEventIsHeard() {
        Set<String> unheard = new TreeSet<>();
        for (Method event : SqliteListener.class.getDeclaredMethods()) {
            boolean heard = Arrays.stream(PoolMetrics.class.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(event.getName()));
            if (event.isDefault() && !heard) {
                unheard.add(event.getName());
            }
        }
        // What is open, or wrong now, is a gauge, read from the pool, the writers and the self-check.
        assertEquals(Set.of("batchWriterOpened", "selfCheckFailed", "sessionOpened"), unheard);
    }

    @Test
    void closeRemovesWhatThisPoolAddedAndNothingElse() {
        Timer foreign = registry.timer("app.mine");
        PoolMetrics other = PoolMetrics.register(registry, "other", dataSource);
        metrics.close();
        metrics.close();
        assertEquals(foreign, registry.timer("app.mine"));
        assertTrue(registry.getNames().contains("other.pool.Wait"));
        other.close();
        assertEquals(Set.of("app.mine"), registry.getNames());
    }

    @Test
    void secondPoolOfTheSameNameFailsAndLeavesTheFirstAlone() {
        Set<String> before = Set.copyOf(registry.getNames());
        var failure =
                assertThrows(IllegalArgumentException.class, () -> PoolMetrics.register(registry, "app", dataSource));
        assertTrue(failure.getMessage().contains("\"app.pool.Wait\""), failure.getMessage());
        assertTrue(failure.getMessage().contains("poolName"), failure.getMessage());
        assertEquals(before, registry.getNames());
        metrics.close();
        PoolMetrics.register(registry, "app", dataSource).close();
    }

    @Test
    void nameTakenHalfWayThroughLeavesNothingBehind() {
        registry.counter("late.write.Hold");
        assertThrows(IllegalArgumentException.class, () -> PoolMetrics.register(registry, "late", dataSource));
        assertEquals(
                List.of("late.write.Hold"),
                registry.getNames().stream()
                        .filter(name -> name.startsWith("late."))
                        .toList());
    }

    @Test
    void highPercentilesAreRightUnderManyValues() {
        for (int i = 1; i <= 200_000; i++) {
            metrics.gateEntered(1, (i * 7919L) % 200_000);
        }
        Snapshot waits = registry.getTimers().get("app.write.Wait").getSnapshot();
        assertEquals(189_999, waits.get95thPercentile(), 190_000 / 128.0);
        assertEquals(197_999, waits.get99thPercentile(), 198_000 / 128.0);
        assertEquals(199_999, waits.getMax());
    }

    @Test
    void maintenanceHasItsLastRunsHoweverOldTheyAre() {
        for (int i = 1; i <= 200; i++) {
            metrics.maintained(new MaintenanceReport("backup", Instant.EPOCH, Duration.ofNanos(i), null));
        }
        for (String name : List.of("maintenance.Runs", "maintenance.Runs.backup")) {
            assertEquals(128, timer(name).length);
            assertEquals(200, max(name));
        }
    }

    @Test
    void reportersShowTheMetrics() {
        metrics.gateSlow(
                new HolderInfo(3, "app", Thread.currentThread(), Duration.ofMillis(6120), "COMMIT", List.of()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ConsoleReporter reporter = ConsoleReporter.forRegistry(registry)
                .outputTo(new PrintStream(out, true, StandardCharsets.UTF_8))
                .convertDurationsTo(TimeUnit.MILLISECONDS)
                .build();
        reporter.report();
        reporter.close();
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("app.write.Wait"), text);
        assertTrue(text.contains("held for 6120 ms by connection #3"), text);
    }

    private static List<Long> boxed(long[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
