// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.config.SqliteConfig;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** The program of the child JVM: submits rows to a batch writer until it is killed, and prints those whose future completed. */
final class BatchingWriter {
    static final int WORKERS = 4;

    private BatchingWriter() {}

    public static void main(String[] args) throws SQLException {
        var dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(args[0])
                .pragma("synchronous", args[1])
                .walSoftLimit(128 << 10)
                .checkpointInterval(Duration.ofMillis(5))
                .build());
        long round = Long.parseLong(args[2]);
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "create table if not exists entry (round integer, worker integer, number integer, part integer)");
        }
        BatchWriter writer = dataSource.batchWriter(BatchWriterOptions.builder()
                .linger(Duration.ofMillis(1))
                .batchSize(32)
                .build());
        for (int worker = 0; worker < WORKERS; worker++) {
            int number = worker;
            new Thread(() -> work(writer, round, number)).start();
        }
    }

    private static void work(BatchWriter writer, long round, int worker) {
        for (long number = 1; ; number++) {
            long submitted = number;
            // Every fourth is a unit of two rows.
            var future = number % 4 == 0
                    ? writer.submit(connection -> unit(connection, round, worker, submitted))
                    : writer.submit(
                                    "insert into entry (round, worker, number, part) values (?, ?, ?, 0)",
                                    round,
                                    worker,
                                    number)
                            .thenApply(result -> 1);
            future.whenComplete((result, failure) -> tell(worker, submitted, failure));
        }
    }

    private static Integer unit(Connection connection, long round, int worker, long number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            String row = " (" + round + ", " + worker + ", " + number + ", ";
            statement.executeUpdate("insert into entry values" + row + "0)");
            return statement.executeUpdate("insert into entry values" + row + "1)");
        }
    }

    private static void tell(int worker, long number, Throwable failure) {
        if (failure != null) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        try {
            // A line is out when write() returns, whatever happens to this process then.
            new FileOutputStream(FileDescriptor.out)
                    .write((worker + " " + number + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            Runtime.getRuntime().halt(1);
        }
    }
}
