// SPDX-License-Identifier: Apache-2.0
package com.example;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.SqliteListener;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.management.ObjectName;

/** Writes by the DataSource from several threads, and by the URL, and prints what it sees. */
public final class Application {
    private Application() {}

    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        CountDownLatch heard = new CountDownLatch(1);
        SqliteListener listener = new SqliteListener() {
            @Override
            public void checkpointed(CheckpointReport report) {
                heard.countDown();
            }
        };
        SqliteConfig config =
                SqliteConfig.builder(file).poolName("modular").registerMbeans(true).listener(listener).build();
        try (ConcurrencySafeSqliteDataSource dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t(x INTEGER, name TEXT)");
            }
            ExecutorService threads = Executors.newFixedThreadPool(4);
            var written = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> write(dataSource)))
                    .toList();
            for (Future<?> one : written) {
                one.get();
            }
            threads.shutdown();
            try (Connection connection = dataSource.getConnection();
                    ResultSet columns = connection.getMetaData().getColumns(null, null, "t", null)) {
                while (columns.next()) {
                    System.out.println("column=" + columns.getString("COLUMN_NAME"));
                }
            }
            dataSource.checkpoint();
            heard.await();
            ObjectName name = new ObjectName("io.github.safesqlite:type=DataSource,name=modular");
            System.out.println("managed="
                    + ManagementFactory.getPlatformMBeanServer().getAttribute(name, "PoolName"));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:safesqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*), sum(x) FROM t")) {
            rows.next();
            System.out.println("rows=" + rows.getInt(1) + " sum=" + rows.getInt(2));
        }
        try {
            new ConcurrencySafeSqliteDataSource(
                            SqliteConfig.builder(file).healthCheckRegistry(new Object()).build())
                    .close();
        } catch (IllegalArgumentException refused) {
            System.out.println("refused=" + refused.getMessage());
        }
        System.out.println("library=" + ConcurrencySafeSqliteDataSource.class.getModule());
        System.out.println("metrics=" + isThere("com.codahale.metrics.MetricRegistry"));
    }

    private static Void write(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        for (int i = 0; i < 25; i++) {
            try (Connection connection = dataSource.getConnection();
                    var insert = connection.prepareStatement("INSERT INTO t VALUES (?, 'a')")) {
                insert.setInt(1, i);
                insert.executeUpdate();
            }
        }
        return null;
    }

    private static boolean isThere(String name) {
        try {
            Class.forName(name);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
