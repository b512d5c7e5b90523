// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.testing.ChildJvm;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The program of the child JVM: writes until it is killed, and prints what was acknowledged. Its arguments are the file, the
 * value of {@code synchronous}, whether it writes a unit again that failed since the storage did, and what it does beside.
 */
public final class AcknowledgingWriter {
    public static final int WORKERS = 6;

    private AcknowledgingWriter() {}

    /** A JVM that runs it, small and soon started; its standard output has nothing but acknowledgements. */
    public static ProcessBuilder process(Path file, String synchronous, boolean writesAgain, Beside beside) {
        return ChildJvm.of(
                AcknowledgingWriter.class, file.toString(), synchronous, Boolean.toString(writesAgain), beside.name());
    }

    public static void main(String[] args) throws SQLException {
        Beside beside = Beside.valueOf(args[3]);
        var builder = SqliteConfig.builder(args[0])
                .pragma("synchronous", args[1])
                .connectionTimeout(java.time.Duration.ofMinutes(1))
                .walSoftLimit(128 << 10)
                .checkpointInterval(java.time.Duration.ofMillis(5));
        beside.configure(builder);
        var dataSource = new ConcurrencySafeSqliteDataSource(builder.build());
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("create table if not exists entry (worker integer, number integer, part integer,"
                    + " body blob, primary key (worker, number, part)) without rowid");
        }
        boolean writesAgain = Boolean.parseBoolean(args[2]);
        for (int worker = 0; worker < WORKERS; worker++) {
            int number = worker;
            new Thread(() -> work(dataSource, number, writesAgain)).start();
        }
        beside.run(dataSource);
    }

    private static void work(ConcurrencySafeSqliteDataSource dataSource, int worker, boolean writesAgain) {
        // A stream of its own, unbuffered: a line is out when write() returns, whatever happens to this process then.
        var out = new FileOutputStream(FileDescriptor.out);
        try {
            for (long number = next(dataSource, worker); ; number++) {
                while (!write(dataSource, worker, number, writesAgain)) {
                    System.err.println("unit " + number + " of worker " + worker + " is written again");
                }
                out.write((worker + " " + number + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (SQLException | IOException failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private static boolean write(
            ConcurrencySafeSqliteDataSource dataSource, int worker, long number, boolean writesAgain)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Unit.of(worker).write(connection, worker, number);
            return true;
        } catch (SQLException failure) {
            if (writesAgain && isOfStorage(failure)) {
                return isThere(dataSource, worker, number);
            }
            throw failure;
        }
    }

    /** A commit that failed when it was synced may have been made. */
    private static boolean isThere(ConcurrencySafeSqliteDataSource dataSource, int worker, long number)
            throws SQLException {
        while (true) {
            try {
                return next(dataSource, worker) > number;
            } catch (SQLException failure) {
                if (!isOfStorage(failure)) {
                    throw failure;
                }
            }
        }
    }

    private static boolean isOfStorage(@Nullable Throwable failure) {
        return failure != null && (failure instanceof StorageException || isOfStorage(failure.getCause()));
    }

    private static long next(ConcurrencySafeSqliteDataSource dataSource, int worker) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select coalesce(max(number), 0) + 1 from entry where worker = " + worker)) {
            row.next();
            return row.getLong(1);
        }
    }
}
