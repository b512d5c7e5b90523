// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.maintenance;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A process of its own that has the task {@code daily}, which it does, or does without end. */
public final class MaintainingProcess {
    static final Duration DAY = Duration.ofDays(1);

    private MaintainingProcess() {}

    /** Takes the file, and {@code once} or {@code endless}; says when it is at it, or past it, in one line. */
    public static void main(String[] arguments) throws Exception {
        var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(arguments[0])
                .maintenanceTimeout(DAY)
                .connectionTimeout(Duration.ofMinutes(1))
                .build());
        if (arguments[1].equals("endless")) {
            dataSource.maintenance().every(DAY, "daily", connection -> {
                System.out.println("running");
                new CountDownLatch(1).await();
            });
            new CountDownLatch(1).await();
        }
        CountDownLatch past = new CountDownLatch(1);
        addDaily(dataSource);
        // Tasks are looked at in order, so this one tells that the one before was run, here or elsewhere.
        dataSource.maintenance().every(DAY, "past-" + ProcessHandle.current().pid(), connection -> past.countDown());
        past.await();
        dataSource.close();
        System.out.println("past");
    }

    static void addDaily(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        dataSource.maintenance().every(DAY, "daily", MaintainingProcess::insert);
    }

    static void insert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into run default values");
        }
    }
}
