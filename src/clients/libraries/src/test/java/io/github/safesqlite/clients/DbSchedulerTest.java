// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import io.github.safesqlite.clients.testing.DatabaseFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbSchedulerTest {
    private static final int TASKS = 60;

    private static final String TABLE = """
            CREATE TABLE scheduled_tasks (
                task_name TEXT NOT NULL,
                task_instance TEXT NOT NULL,
                task_data BLOB,
                execution_time INTEGER NOT NULL,
                picked INTEGER NOT NULL,
                picked_by TEXT,
                last_success INTEGER,
                last_failure INTEGER,
                consecutive_failures INTEGER,
                last_heartbeat INTEGER,
                version INTEGER NOT NULL,
                priority INTEGER,
                PRIMARY KEY (task_name, task_instance)
            )
            """;

    @TempDir
    Path folder;

    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final AtomicInteger ticks = new AtomicInteger();

    /** SQLite's way to ask for a few rows; db-scheduler does not know it. */
    static final class SqliteCustomization extends DefaultJdbcCustomization {
        SqliteCustomization() {
            super(false);
        }

        @Override
        public String getQueryLimitPart(int limit) {
            return " LIMIT " + limit;
        }

        @Override
        public String getName() {
            return "SQLite";
        }
    }

    private Scheduler node(DataSource dataSource, OneTimeTask<String> once, RecurringTask<Void> tick, String name) {
        Scheduler scheduler = Scheduler.create(dataSource, once)
                .jdbcCustomization(new SqliteCustomization())
                .startTasks(tick)
                .schedulerName(new SchedulerName.Fixed(name))
                .pollingInterval(Duration.ofMillis(100))
                .heartbeatInterval(Duration.ofMillis(500))
                .threads(4)
                .build();
        return scheduler;
    }

    @Test
    void twoNodesRunEachTaskOnce() throws Exception {
        OneTimeTask<String> once = Tasks.oneTime("once", String.class)
                .execute((instance, context) -> runs.computeIfAbsent(instance.getData(), first -> new AtomicInteger())
                        .incrementAndGet());
        RecurringTask<Void> tick = Tasks.recurring("tick", FixedDelay.ofMillis(200))
                .execute((instance, context) -> ticks.incrementAndGet());
        try (var file = DatabaseFile.in(folder)) {
            file.run(TABLE);
            List<Scheduler> nodes =
                    List.of(node(file.dataSource(), once, tick, "one"), node(file.dataSource(), once, tick, "two"));
            nodes.forEach(Scheduler::start);
            try {
                for (int i = 0; i < TASKS; i++) {
                    nodes.get(i % 2).schedule(once.instance("task " + i, "data " + i), Instant.now());
                }
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> file.number("SELECT count(*) FROM scheduled_tasks WHERE task_name = 'once'") == 0
                                && ticks.get() >= 3);
                assertEquals(1, file.number("SELECT count(*) FROM scheduled_tasks WHERE task_name = 'tick'"));
            } finally {
                nodes.forEach(Scheduler::stop);
            }
            assertEquals(TASKS, runs.size());
            assertEquals(
                    TASKS, runs.values().stream().mapToInt(AtomicInteger::get).sum());
        }
    }
}
