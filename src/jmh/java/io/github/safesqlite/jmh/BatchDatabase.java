// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.WriteResult;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A fresh file with one table, and the ways to insert a row into it. */
@State(Scope.Benchmark)
public class BatchDatabase {
    private static final String INSERT = "INSERT INTO request (path, millis) VALUES (?, ?)";

    /** How durable a commit is. */
    @Param({"FULL", "NORMAL"})
    public String synchronous;

    private TemporaryFolder folder;
    private Connection bare;
    private PreparedStatement bareInsert;
    private ConcurrencySafeSqliteDataSource dataSource;
    private BatchWriter writer;
    private int inBatch;

    /** Opens the file by both libraries. */
    @Setup(Level.Trial)
    public void open() throws Exception {
        folder = new TemporaryFolder();
        Path file = folder.file("batch.db");
        bare = DriverManager.getConnection(
                "jdbc:sqlite:" + file + "?journal_mode=WAL&busy_timeout=30000&synchronous=" + synchronous);
        try (Statement create = bare.createStatement()) {
            create.execute(
                    "CREATE TABLE request (id INTEGER PRIMARY KEY, path TEXT NOT NULL, millis INTEGER NOT NULL)");
        }
        bareInsert = bare.prepareStatement(INSERT);
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(file).pragma("synchronous", synchronous).build());
        writer = dataSource.batchWriter(
                BatchWriterOptions.builder().linger(Duration.ZERO).build());
    }

    /** Closes all and deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws Exception {
        writer.close();
        dataSource.close();
        bare.close();
        folder.close();
    }

    /** A commit of its own, on a connection of the bare driver that is always open. */
    int bareCommit() throws SQLException {
        bareInsert.setString(1, "/index");
        bareInsert.setInt(2, 7);
        return bareInsert.executeUpdate();
    }

    /** A row of a batch of 128 that is committed when it is full, on a connection of the bare driver. */
    int bareBatch() throws SQLException {
        if (inBatch == 0) {
            bare.setAutoCommit(false);
        }
        bareInsert.setString(1, "/index");
        bareInsert.setInt(2, 7);
        bareInsert.addBatch();
        if (++inBatch == 128) {
            bareInsert.executeBatch();
            bare.commit();
            inBatch = 0;
        }
        return inBatch;
    }

    /** A commit of its own through this library. */
    int autocommit() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, "/index");
            insert.setInt(2, 7);
            return insert.executeUpdate();
        }
    }

    /** Hands the row to the batch writer, and waits only if there is no room. */
    CompletableFuture<WriteResult> submit() {
        return writer.submit(INSERT, "/index", 7);
    }
}
