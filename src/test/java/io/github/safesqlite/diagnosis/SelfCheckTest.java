// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SharedFile;
import io.github.safesqlite.internal.file.SharedFiles;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A waiter that stays although its time is over is seen in each way in which an application looks. */
class SelfCheckTest extends OnOneDatabase {
    private static final String LATE =
            "connection #77 on thread \"late\" waits at the write gate, but its time is over (writeTimeout)";

    private final List<SelfCheckReport> reports = new CopyOnWriteArrayList<>();
    private final MetricRegistry metrics = new MetricRegistry();
    private final HealthCheckRegistry health = new HealthCheckRegistry();

    @Test
    void violationIsAnEventAMetricAFailingHealthCheckAndAdvice() throws Exception {
        try (var log = new CapturedLog()) {
            open(options()
                    .poolName("app")
                    .selfCheckInterval(Duration.ofMillis(10))
                    .metricRegistry(metrics)
                    .healthCheckRegistry(health)
                    .listener(new SqliteListener() {
                        @Override
                        public void selfCheckFailed(SelfCheckReport report) {
                            reports.add(report);
                        }
                    }));
            SharedFile shared = SharedFiles.acquire(FileKey.of(directory.resolve("app.db")));
            try {
                letOneOverstay(shared, () -> {
                    Waiting.until(() -> !reports.isEmpty());
                    assertEquals(List.of(LATE), reports.get(0).violations());
                    assertEquals(1, violations());
                    assertFalse(health.runHealthCheck("app.selfcheck").isHealthy());
                    assertTrue(
                            dataSource.snapshot().advice().contains(LATE),
                            dataSource.snapshot().advice());
                    Waiting.until(() -> log.text().contains("the self-check found"));
                });
            } finally {
                SharedFiles.release(shared);
            }
            Waiting.until(() -> violations() == 0);
            assertTrue(health.runHealthCheck("app.selfcheck").isHealthy());
            assertEquals(1, reports.size());
        }
    }

    private int violations() {
        return (int) metrics.getGauges().get("app.selfcheck.Violations").getValue();
    }

    /** A thread parks for as long as its deadline seems to be away; then its clock jumps. */
    private void letOneOverstay(SharedFile shared, Workers.Action meanwhile) throws Exception {
        FakeTicker ticker = new FakeTicker();
        Deadline inAnHour = Deadline.after(ticker, Duration.ofHours(1), "writeTimeout");
        Entrant[] late = new Entrant[1];
        Hold hold = shared.gate().enter(new Entrant(0, "app", Thread.currentThread(), null, null), inAnHour);
        try {
            workers.start("late", () -> {
                late[0] = new Entrant(77, "app", Thread.currentThread(), null, null);
                try {
                    shared.gate().enter(late[0], inAnHour).exit();
                } catch (SQLException itsTimeWasOver) {
                    assertTrue(inAnHour.expired());
                }
            });
            Waiting.until(() -> shared.gate().waiting() == 1);
            Waiting.untilParked(late[0].thread());
            ticker.advance(Duration.ofHours(2));
            meanwhile.run();
        } finally {
            late[0].cancel();
            workers.join();
            hold.exit();
        }
    }
}
