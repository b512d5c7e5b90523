// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.timetable;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that runs the tasks of this instance. */
final class LocalTimetable implements Timetable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalTimetable.class);
    private static final int STOP_SECONDS = 5;

    private final DataSource dataSource;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "timetable");
        thread.setDaemon(true);
        return thread;
    });

    LocalTimetable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void every(Duration interval, String name, Task task) {
        executor.scheduleWithFixedDelay(() -> run(name, task), 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Throws nothing: the executor would not run the task again. */
    private void run(String name, Task task) {
        try (Connection connection = dataSource.getConnection()) {
            task.run(connection);
        } catch (Exception failure) {
            LOG.warn("the task {} failed", name, failure);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a task still runs after {} s", STOP_SECONDS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
