// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteConnection;

/** Measures ways to back up a database of about 100 MB while a writer is at work; see 0003-backup.md. */
class BackupComparison {
    private final Path folder;
    private final Path file;

    BackupComparison(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("source.db");
    }

    interface Way {
        void copy(SQLiteConnection connection, Path target) throws SQLException;
    }

    public static void main(String[] args) throws Exception {
        var comparison = new BackupComparison(Files.createTempDirectory(Path.of(args[0]), "backup"));
        comparison.fill();
        for (int round = 0; round < 3; round++) {
            comparison.measure("one step", (connection, target) -> backup(connection, target, -1));
            comparison.measure("5000 pages per step", (connection, target) -> backup(connection, target, 5000));
            comparison.measure("VACUUM INTO", (connection, target) -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("vacuum into '" + target + "'");
                }
            });
        }
    }

    private static void backup(SQLiteConnection connection, Path target, int pages) throws SQLException {
        connection.getDatabase().backup("main", target.toString(), (remaining, all) -> {}, 10, 1000, pages);
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=5000");
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode=wal");
            statement.execute("pragma synchronous=normal");
        }
        return connection;
    }

    private void fill() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id integer primary key, k integer, body blob)");
            statement.execute("create index tk on t (k)");
            statement.execute("with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000)"
                    + " insert into t select i, random(), randomblob(300 + abs(random()) % 300) from n");
            statement.execute("delete from t where id % 10 = 0");
            statement.execute("pragma wal_checkpoint(truncate)");
        }
    }

    private void measure(String name, Way way) throws Exception {
        var stop = new AtomicBoolean();
        var commits = new AtomicLong();
        var longestNanos = new AtomicLong();
        Thread writer = new Thread(() -> write(stop, commits, longestNanos));
        writer.start();
        // Under steady writes a backup in steps does not end by itself.
        Thread end = new Thread(() -> {
            try {
                writer.join(15_000);
            } catch (InterruptedException done) {
                return;
            }
            stop.set(true);
        });
        end.start();
        Path target = folder.resolve("copy.db");
        long start = System.nanoTime();
        try (Connection connection = open()) {
            way.copy((SQLiteConnection) connection, target);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%-20s %5.1f s, %5.0f commits/s, longest %4.0f ms, WAL %3.0f MB, copy %3.0f MB%s%n",
                name,
                seconds,
                commits.get() / seconds,
                longestNanos.get() / 1e6,
                walBytes() / 1e6,
                Files.size(target) / 1e6,
                stop.get() ? ", after the writer was stopped" : "");
        stop.set(true);
        end.interrupt();
        writer.join();
        Files.delete(target);
    }

    private long walBytes() throws IOException {
        Path wal = Path.of(file + "-wal");
        return Files.exists(wal) ? Files.size(wal) : 0;
    }

    private void write(AtomicBoolean stop, AtomicLong commits, AtomicLong longestNanos) {
        try (Connection connection = open();
                PreparedStatement insert = connection.prepareStatement("insert into t (k, body) values (random(), randomblob(400))")) {
            while (!stop.get()) {
                long start = System.nanoTime();
                insert.executeUpdate();
                longestNanos.accumulateAndGet(System.nanoTime() - start, Math::max);
                commits.incrementAndGet();
                Thread.onSpinWait();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
