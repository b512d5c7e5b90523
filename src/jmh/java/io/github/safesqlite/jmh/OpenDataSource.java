// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
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

/** From a file to its first row, and back: a DataSource is opened, asked for a row, and closed. */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class OpenDataSource {
    /** What is opened. */
    @Param({"HIKARI", "SAFE"})
    private Peer peer;

    private TemporaryFolder folder;
    private Path file;

    /** Makes the file, with the driver alone. */
    @Setup
    public void create() throws IOException, SQLException {
        folder = new TemporaryFolder();
        file = folder.file("app.db");
        SQLiteDataSource driver = new SQLiteDataSource();
        driver.setUrl("jdbc:sqlite:" + file);
        OneThreadWork.create(driver);
    }

    /** Again and again in one process. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @Fork(3)
    @Warmup(iterations = 2, time = 2)
    @Measurement(iterations = 3, time = 2)
    public long warm() throws Exception {
        return firstRow();
    }

    /** Once in a new process, as when a program starts. */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Fork(10)
    @Warmup(iterations = 0)
    @Measurement(iterations = 1)
    public long atStart() throws Exception {
        return firstRow();
    }

    private long firstRow() throws Exception {
        DataSource dataSource = peer.open(file);
        try {
            return firstRow(dataSource.getConnection());
        } finally {
            ((AutoCloseable) dataSource).close();
        }
    }

    /** Reads one row and closes the connection. */
    static long firstRow(Connection opened) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Deletes the file. */
    @TearDown
    public void delete() throws IOException {
        folder.close();
    }
}
