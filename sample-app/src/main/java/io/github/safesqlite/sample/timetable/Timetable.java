// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.timetable;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/** Runs tasks on the database periodically. Safe for use by multiple threads. */
public interface Timetable extends AutoCloseable {
    /** Work on the database. */
    @FunctionalInterface
    interface Task {
        /** Runs once with a connection in auto-commit mode; a failure is logged, and the task runs again in the next period. */
        void run(Connection connection) throws Exception;
    }

    /** Runs a task soon, and then once per interval. */
    void every(Duration interval, String name, Task task) throws SQLException;

    /** Ends the tasks of this timetable. */
    @Override
    void close();

    /** A timetable for all instances that use the file: only one of them runs a task. */
    static Timetable ofAllInstances(ConcurrencySafeSqliteDataSource dataSource) {
        return new SharedTimetable(dataSource);
    }

    /** A timetable of this instance alone: each instance runs all tasks. */
    static Timetable ofThisInstance(DataSource dataSource) {
        return new LocalTimetable(dataSource);
    }
}
