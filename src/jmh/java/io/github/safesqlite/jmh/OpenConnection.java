// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sqlite.SQLiteDataSource;

/** A program that opens a connection by URL for each row that it reads, without a pool. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class OpenConnection {
    /** Which driver it is. */
    @Param({"jdbc:sqlite:", "jdbc:safesqlite:"})
    private String driver;

    private TemporaryFolder folder;
    private String url;

    /** Makes the file, with the driver alone. */
    @Setup
    public void create() throws IOException, SQLException {
        folder = new TemporaryFolder();
        Path file = folder.file("app.db");
        SQLiteDataSource plain = new SQLiteDataSource();
        plain.setUrl("jdbc:sqlite:" + file);
        OneThreadWork.create(plain);
        url = driver + file + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=30000";
    }

    /** From the URL to the first row, and back. */
    @Benchmark
    public long firstRow() throws SQLException {
        return OpenDataSource.firstRow(DriverManager.getConnection(url));
    }

    /** Deletes the file. */
    @TearDown
    public void delete() throws IOException {
        folder.close();
    }
}
