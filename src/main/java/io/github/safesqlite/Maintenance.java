// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.internal.background.Daemon;
import io.github.safesqlite.internal.driver.IntegrityCheck;
import io.github.safesqlite.internal.maintenance.MaintenanceStay;
import io.github.safesqlite.internal.maintenance.TimeLimit;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Periodic maintenance of a database beyond what its options specify. Safe for use by multiple threads. */
public final class Maintenance {
    /** A task that the application runs on its database periodically. */
    @FunctionalInterface
    public interface Task {
        /**
         * Runs the task once.
         *
         * @param connection in auto-commit mode; the caller closes it and rolls back what is not committed
         * @throws Exception if the task failed; the failure is logged and counted, and the task runs again in the next
         *     period
         */
        void run(Connection connection) throws Exception;
    }

    private final MaintenanceStay stay;
    private final Supplier<Connection> connections;

    Maintenance(MaintenanceStay stay, Supplier<Connection> connections) {
        this.stay = stay;
        this.connections = connections;
    }

    /**
     * Runs a task once per {@code interval} until the DataSource is closed; the first run is now unless the task ran
     * less than an interval ago. Of all DataSources and processes that have a task of this name for the file, only one
     * runs it.
     *
     * <p>Tasks are run one after the other, on a thread of the library. A run that takes longer than
     * {@code maintenanceTimeout} is ended: its connection is aborted and its thread interrupted. One that fails does not keep
     * the others from running, and is run again in the next period.
     *
     * @param interval at least 1 ms
     * @param name one line; it stands in logs, metrics and in the file that keeps the times of the last runs
     * @throws IllegalArgumentException if there is a task of this name, or the name or the interval will not do
     */
    public void every(Duration interval, String name, Task task) {
        stay.every(interval, name, limit -> run(task, limit));
    }

    /**
     * Returns the problems that {@code PRAGMA quick_check} finds; empty if the database is sound. Others can read and
     * write meanwhile.
     *
     * @throws SQLException if the check failed or took longer than {@code maintenanceTimeout}
     */
    public List<String> quickCheck() throws SQLException {
        return check(IntegrityCheck.QUICK);
    }

    /**
     * Does the same with {@code PRAGMA integrity_check}, which also compares each index with its table and takes
     * longer.
     */
    public List<String> integrityCheck() throws SQLException {
        return check(IntegrityCheck.FULL);
    }

    private List<String> check(IntegrityCheck check) throws SQLException {
        List<String> problems = new ArrayList<>();
        try {
            stay.run(check.sql(), limit -> run(connection -> check.run(connection, problems::add), limit));
        } catch (SQLException failure) {
            if (!IntegrityCheck.isEndedByDamage(failure)) {
                throw failure;
            }
            problems.add(String.valueOf(failure.getMessage()));
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception failure) {
            throw new SQLException(check.sql() + " failed", failure);
        }
        return problems;
    }

    private void run(Task task, TimeLimit limit) throws Exception {
        try (Connection connection = connections.get()) {
            limit.endWith(() -> abort(connection));
            try {
                task.run(connection);
            } finally {
                limit.endWith(null);
            }
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(rest -> Daemon.run("safesqlite-closer", rest));
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
