// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static io.github.safesqlite.testing.Waiting.until;
import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Actor.Started;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 24: writers starved for three days and no metric said so. */
class S24StarvationIsVisibleTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final MetricRegistry metrics = new MetricRegistry();

    private Object gauge(String name) {
        return metrics.getGauges().get("app." + name).getValue();
    }

    @Test
    void metricsAloneNameTheStateAndTheHolder() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .metricRegistry(metrics)
                .slowWriteThreshold(Duration.ofSeconds(1))
                .writeTimeout(Duration.ofSeconds(4)));
        Sql.run(source, "CREATE TABLE t(a)");
        invariants.expectLog("slowWriteThreshold=1000 ms");
        invariants.expectLog("slow write over");
        try (Actor hog = new Actor("hog");
                Connection held = source.getConnection()) {
            hog.does("begin and write", () -> {
                held.setAutoCommit(false);
                Sql.run(held, "UPDATE t SET a = 'the hog was here'");
            });
            assertEquals(1, gauge("pool.ActiveConnections"), "the writer counts as active");
            List<Actor> actors = new ArrayList<>();
            List<Started<WriteGateTimeoutException>> starving = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Actor actor = new Actor("starving-" + i);
                actors.add(actor);
                starving.add(actor.starts(
                        "insert",
                        () -> assertThrows(
                                WriteGateTimeoutException.class, () -> Sql.run(source, "INSERT INTO t VALUES (1)"))));
            }
            untilWaiting(source, 3);
            assertEquals(3, gauge("write.Waiters"));
            until(() -> !"".equals(gauge("write.SlowHolder")));
            String holder = (String) gauge("write.SlowHolder");
            assertTrue(holder.contains("\"hog\""), holder);
            assertTrue(holder.contains("UPDATE t SET a"), holder);
            assertTrue(!holder.contains("the hog was here"), "no values in metrics: " + holder);
            for (Started<WriteGateTimeoutException> starved : starving) {
                starved.result();
            }
            for (Actor actor : actors) {
                actor.close();
            }
            assertEquals(3, metrics.meter("app.write.Timeouts").getCount());
            assertEquals(3, metrics.meter("app.write.Contended").getCount());
            assertEquals(1, metrics.meter("app.write.Slow").getCount());
            double longestWait = metrics.timer("app.write.Wait").getSnapshot().getMax();
            assertTrue(longestWait >= Duration.ofMillis(3900).toNanos(), "write.Wait " + longestWait);
            hog.does("commit", held::commit);
            double longestHold = metrics.timer("app.write.Hold").getSnapshot().getMax();
            assertTrue(longestHold >= Duration.ofMillis(3900).toNanos(), "write.Hold " + longestHold);
        }
        assertEquals(0, gauge("write.Waiters"));
        assertEquals(0, gauge("pool.ActiveConnections"));
    }
}
