// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.LeakReport;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 18: a connection was forgotten in the middle of a write, and every later write was busy until a restart. */
class S18AbandonedWriterTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final List<LeakReport> reclaimed = new CopyOnWriteArrayList<>();
    private final MetricRegistry metrics = new MetricRegistry();

    @Test
    void gateAndLockAreFreeAfterGarbageCollectionAndTheReportSaysWhereItWasOpened() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .writeTimeout(Duration.ofSeconds(60))
                .slowWriteThresholdOff()
                .metricRegistry(metrics)
                .listener(new InlineListener() {
                    @Override
                    public void leakReclaimed(LeakReport report) {
                        reclaimed.add(report);
                    }
                }));
        Sql.run(source, "CREATE TABLE t(a)");
        invariants.expectLog("LEAK: connection #");
        openWriteAndForget(source);
        try (Actor writer = new Actor("writer")) {
            var waiting = writer.starts("insert", () -> Sql.run(source, "INSERT INTO t VALUES ('next')"));
            until(() -> {
                System.gc();
                return waiting.isDone();
            });
            assertEquals(1, waiting.result());
        }
        until(() -> !reclaimed.isEmpty());

        LeakReport report = reclaimed.get(0);
        assertEquals(LeakReport.Kind.UNREACHABLE, report.kind());
        assertTrue(
                Arrays.stream(report.acquiredAt().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("openWriteAndForget")),
                "the stack of the opening");
        assertTrue(invariants.log().contains("openWriteAndForget"), "the log has the stack");
        until(() -> metrics.meter("app.leak.Reclaimed").getCount() == 1);
        assertEquals(0, Sql.ask(source, "SELECT count(*) FROM t WHERE a = 'forgotten'"));
        assertEquals(1, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    /** A method of its own, so that no local variable of the test keeps the connection. */
    private void openWriteAndForget(ConcurrencySafeSqliteDataSource source) throws SQLException {
        Connection forgotten = source.getConnection();
        forgotten.setAutoCommit(false);
        forgotten.createStatement().executeUpdate("INSERT INTO t VALUES ('forgotten')");
        assertFalse(InvariantExtension.isGateFree(directory.resolve("app.db")));
        Reference.reachabilityFence(forgotten);
    }
}
