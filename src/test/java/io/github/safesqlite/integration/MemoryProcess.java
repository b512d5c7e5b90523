// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.awaitility.Awaitility.await;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.Profile;
import io.github.safesqlite.config.SqliteConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/** A process of its own that tells how much memory it takes to read on several connections at once. */
public final class MemoryProcess {
    private static final long IDLE_MEGABYTES = 15;
    private static final int TEXTS = 40;
    private static final int LENGTH = 120_000;

    private MemoryProcess() {}

    /** Takes the file, the profile, how many readers, and {@code pages}, {@code idle} or {@code statements}; says by how many MB it grew. */
    public static void main(String[] arguments) throws Exception {
        int readers = Integer.parseInt(arguments[2]);
        SqliteConfig config = SqliteConfig.builder(arguments[0])
                .profile(Profile.valueOf(arguments[1]))
                .idleTimeout(arguments[3].equals("idle") ? Duration.ofSeconds(3) : Duration.ofMinutes(5))
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            scan(dataSource, "select 1");
            // What is opened in advance is no growth.
            await().until(() -> dataSource.statistics().idle() >= config.minimumIdle());
            long before = residentMegabytes();
            together(
                    readers,
                    arguments[3].equals("statements") ? () -> statements(dataSource) : () -> pages(dataSource));
            if (arguments[3].equals("idle")) {
                requireGrown(residentMegabytes() - before);
                await().atMost(Duration.ofSeconds(60)).until(() -> {
                    trim();
                    return residentMegabytes() - before < IDLE_MEGABYTES;
                });
            }
            System.out.println(residentMegabytes() - before);
        }
    }

    /** Has the C library give back what is free: how much of it does so by itself depends on which thread has what at its end. */
    private static void trim() throws JMException {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (ReflectionException olderThanThatCommand) {
            // Java 17 has it from 17.0.9 on.
        }
    }

    private static void requireGrown(long megabytes) {
        if (megabytes < 2 * IDLE_MEGABYTES) {
            throw new IllegalStateException("it took no more than " + megabytes + " MB");
        }
    }

    private static void together(int threads, Callable<Void> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        var barrier = new CyclicBarrier(threads);
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(executor.submit(() -> {
                barrier.await();
                return work.call();
            }));
        }
        for (Future<Void> one : running) {
            one.get();
        }
        executor.shutdown();
    }

    private static Void pages(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        for (int i = 0; i < 3; i++) {
            scan(dataSource, "select sum(length(v)) from t");
        }
        return null;
    }

    private static Void statements(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        for (int text = 0; text < TEXTS; text++) {
            StringBuilder sql = new StringBuilder("select count(*) from t where id in (" + text);
            for (int number = 0; sql.length() < LENGTH; number += 7) {
                sql.append(',').append(number);
            }
            scan(dataSource, sql.append(')').toString());
        }
        return null;
    }

    private static void scan(ConcurrencySafeSqliteDataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
        }
    }

    private static long residentMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }
}
