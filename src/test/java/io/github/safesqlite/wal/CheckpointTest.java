// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.CheckpointReport.Mode;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.driver.InstalledSqlite;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Who runs checkpoints, and when. */
class CheckpointTest {
    @TempDir
    Path folder;

    private WalFixture wal;

    @BeforeEach
    void begin() {
        wal = new WalFixture(folder);
    }

    @AfterEach
    void end() {
        wal.close();
    }

    /** That it tells of a new reader shows that the keeper has looked at the log. */
    private void awaitLook(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        int before = wal.leaks.size();
        try (Connection reader = dataSource.getConnection();
                Statement statement = reader.createStatement();
                ResultSet rows = statement.executeQuery("select body from t")) {
            assertTrue(rows.next());
            Waiting.until(() -> wal.leaks.size() > before);
        }
    }

    @Test
    void smallLogIsCopiedBackOnTheInterval() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = wal.open()) {
            CheckpointReport report = Waiting.until(
                            () -> wal.checkpoints.stream()
                                    .filter(one -> one.isComplete() && one.logFrames() > 0)
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            assertEquals(Mode.PASSIVE, report.mode());
            assertEquals(report.logFrames(), report.checkpointedFrames());
            assertTrue(report.walBytes() > 0);
            String automatic = InstalledSqlite.mayLoseCommits() ? "0" : "1000";
            assertEquals(automatic, Sql.text(dataSource, "PRAGMA wal_autocheckpoint"));
        }
    }

    @Test
    void theKeeperRestsAfterAListenerHasInterruptedIt() throws Exception {
        var keeper = new AtomicReference<Thread>();
        var config = wal.config()
                .listener(new InlineListener() {
                    @Override
                    public void checkpointed(CheckpointReport report) {
                        Thread.currentThread().interrupt();
                        keeper.set(Thread.currentThread());
                    }
                })
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            Waiting.until(() -> keeper.get() != null);
            // Interrupted, it would look at the log again and again without a rest.
            Waiting.until(() -> !keeper.get().isInterrupted());
        }
    }

    /** Symptom 16: Litestream must be the only one to run checkpoints. */
    @Test
    void checkpointsSwitchedOffMeanNoneAtAll() throws Exception {
        var config = wal.config().checkpoint(false).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            WalFixture.createTable(dataSource);
            assertEquals("0", Sql.text(dataSource, "PRAGMA wal_autocheckpoint"));
            WalFixture.write(dataSource, 6);
            // Were there a checkpoint, the log would begin anew and be smaller than what was written.
            assertTrue(wal.walBytes() > 6_000_000, () -> wal.walBytes() + " bytes");
            awaitLook(dataSource);
            assertTrue(wal.walBytes() > 6_000_000, () -> wal.walBytes() + " bytes");
            try (var other = new ConcurrencySafeSqliteDataSource(
                    wal.config().poolName("other").build())) {
                awaitLook(other);
                awaitLook(other);
                assertEquals(96, Sql.rows(other));
            }
            assertEquals(List.of(), wal.checkpoints, "one that forbids checkpoints speaks for all on the file");
        }
        assertEquals(List.of(), wal.checkpoints);
    }

    @Test
    void lastCloseLeavesNoLogBehind() throws Exception {
        var raw = new SQLiteDataSource();
        raw.setUrl("jdbc:sqlite:" + wal.file);
        // A foreign connection keeps SQLite from running its own checkpoint at the last close.
        try (Connection stranger = raw.getConnection()) {
            var config = wal.config().checkpointInterval(Duration.ofHours(1)).build();
            try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
                WalFixture.createTable(dataSource);
                assertTrue(wal.walBytes() > 0);
                stranger.createStatement()
                        .executeQuery("select count(*) from t")
                        .close();
            }
            assertEquals(0, wal.walBytes());
            assertEquals(
                    Mode.TRUNCATE,
                    wal.checkpoints.get(wal.checkpoints.size() - 1).mode());
        }
    }

    @Test
    void wrappedDataSourceIsLookedAfterWithoutItsConnections() throws Exception {
        var raw = new SQLiteDataSource();
        raw.setUrl("jdbc:sqlite:" + wal.file);
        try (var dataSource =
                ConcurrencySafeSqliteDataSource.wrap(raw, wal.config().build())) {
            WalFixture.createTable(dataSource);
            // Until the keeper looks at a log over its limit: SQLite's own checkpoints may be faster.
            Waiting.until(() -> {
                WalFixture.write(dataSource, 1);
                return !wal.checkpoints.isEmpty();
            });
            Waiting.until(() -> wal.walBytes() <= WalFixture.SOFT_LIMIT);
        }
    }
}
