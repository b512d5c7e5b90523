// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.SqlScript;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.SchedulerRepository;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

class QuartzTest {
    private static final int JOBS = 40;
    private static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    /** Counts how often each of them runs. */
    public static final class Counting implements Job {
        @Override
        public void execute(JobExecutionContext context) {
            String name = context.getMergedJobDataMap().getString("name");
            RUNS.computeIfAbsent(name, first -> new AtomicInteger()).incrementAndGet();
        }
    }

    /** Gives the connections of a DataSource to Quartz. */
    record Connections(DataSource dataSource) implements ConnectionProvider {
        @Override
        public Connection getConnection() throws SQLException {
            return dataSource.getConnection();
        }

        @Override
        public void shutdown() {}

        @Override
        public void initialize() {}
    }

    private static Properties jobStore() {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
        properties.setProperty(
                "org.quartz.jobStore.driverDelegateClass", "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
        properties.setProperty(
                "org.quartz.jobStore.lockHandler.class", "org.quartz.impl.jdbcjobstore.UpdateLockRowSemaphore");
        properties.setProperty("org.quartz.jobStore.isClustered", "true");
        properties.setProperty("org.quartz.jobStore.dataSource", "app");
        return properties;
    }

    private static void byDataSource(DataSource dataSource) {
        DBConnectionManager.getInstance().addConnectionProvider("app", new Connections(dataSource));
    }

    private static void byUrl(Properties properties, Path file) {
        properties.setProperty("org.quartz.dataSource.app.provider", "hikaricp");
        properties.setProperty("org.quartz.dataSource.app.driver", "io.github.safesqlite.SafeSqliteDriver");
        properties.setProperty("org.quartz.dataSource.app.URL", "jdbc:safesqlite:" + file);
        properties.setProperty("org.quartz.dataSource.app.maxConnections", "10");
    }

    private static Scheduler scheduler(Properties jobStore, String instance) throws Exception {
        var properties = new Properties();
        properties.putAll(jobStore);
        properties.setProperty("org.quartz.scheduler.instanceName", "cluster");
        properties.setProperty("org.quartz.scheduler.instanceId", instance);
        properties.setProperty("org.quartz.jobStore.clusterCheckinInterval", "1000");
        properties.setProperty("org.quartz.scheduler.idleWaitTime", "1000");
        properties.setProperty("org.quartz.threadPool.threadCount", "3");
        // Two schedulers of one name in one JVM, as if each were in its own.
        SchedulerRepository.getInstance().remove("cluster");
        return new StdSchedulerFactory(properties).getScheduler();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void twoSchedulersRunEachJobOnce(String way) throws Exception {
        RUNS.clear();
        try (var file = DatabaseFile.in(folder)) {
            SqlScript.run(file.dataSource(), "org/quartz/impl/jdbcjobstore/tables_derby.sql");
            Properties properties = jobStore();
            if (way.equals("URL")) {
                byUrl(properties, file.path());
            } else {
                byDataSource(file.dataSource());
            }
            List<Scheduler> schedulers = new ArrayList<>();
            for (String instance : List.of("one", "two")) {
                schedulers.add(scheduler(properties, instance));
            }
            try {
                for (Scheduler scheduler : schedulers) {
                    scheduler.start();
                }
                for (int i = 0; i < JOBS; i++) {
                    String name = "job " + i;
                    schedulers
                            .get(i % 2)
                            .scheduleJob(
                                    JobBuilder.newJob(Counting.class)
                                            .withIdentity(name)
                                            .usingJobData("name", name)
                                            .requestRecovery()
                                            .build(),
                                    TriggerBuilder.newTrigger()
                                            .startNow()
                                            .withSchedule(
                                                    i % 4 == 0
                                                            ? SimpleScheduleBuilder.simpleSchedule()
                                                                    .withIntervalInMilliseconds(200)
                                                                    .withRepeatCount(2)
                                                            : SimpleScheduleBuilder.simpleSchedule())
                                            .build());
                }
                int expected = JOBS / 4 * 3 + JOBS / 4 * 3;
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> file.number("SELECT count(*) FROM qrtz_triggers") == 0);
                await().atMost(Duration.ofSeconds(10)).until(() -> runs() >= expected);
                assertEquals(expected, runs());
                assertEquals(JOBS, RUNS.size());
            } finally {
                for (Scheduler scheduler : schedulers) {
                    scheduler.shutdown(true);
                }
            }
            assertEquals(0, file.number("SELECT count(*) FROM qrtz_fired_triggers"));
        }
    }

    private static int runs() {
        return RUNS.values().stream().mapToInt(AtomicInteger::get).sum();
    }
}
