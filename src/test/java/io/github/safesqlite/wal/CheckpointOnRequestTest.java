// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.event.CheckpointReport.Mode;
import io.github.safesqlite.snapshot.WalSnapshot;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code checkpoint()}, and what a snapshot shows of the log. */
class CheckpointOnRequestTest {
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

    private ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
        var dataSource = new ConcurrencySafeSqliteDataSource(
                config.checkpointInterval(Duration.ofHours(1)).build());
        WalFixture.createTable(dataSource);
        return dataSource;
    }

    @Test
    void emptiesTheLogAndIsInThePicture() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open(wal.config().walSoftLimit(64 << 20))) {
            WalSnapshot before = dataSource.snapshot().wal();
            assertEquals(wal.walBytes(), before.bytes());
            assertNull(before.lastCheckpoint());
            assertTrue(dataSource.snapshot().toString().contains("; no checkpoint by the library yet"));

            CheckpointReport report = dataSource.checkpoint();
            assertEquals(Mode.TRUNCATE, report.mode());
            assertTrue(report.isComplete(), report::toString);
            assertEquals(0, wal.walBytes());

            WalSnapshot after = dataSource.snapshot().wal();
            assertEquals(report, after.lastCheckpoint());
            assertEquals(64 << 20, after.softLimit());
            assertEquals(256 << 20, after.hardLimit());
            assertNull(after.pin());
            String table = dataSource.snapshot().toString();
            assertTrue(
                    table.matches("(?s).*\nwrite-ahead log: 0 KiB \\(walSoftLimit=64 MiB, walHardLimit=256 MiB\\);"
                            + " last checkpoint \\d+ ms ago: TRUNCATE copied .*"),
                    table);
            JsonNode json = new ObjectMapper().readTree(dataSource.snapshot().toJson());
            assertEquals(0, json.at("/wal/bytes").asInt());
            assertEquals("TRUNCATE", json.at("/wal/lastCheckpoint/mode").asText());
            assertTrue(json.at("/wal/pin").isNull());
        }
    }

    @Test
    void readerIsNamedInThePictureAndKeepsTheCheckpointFromBeingComplete() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open(wal.config());
                Connection reader = dataSource.getConnection();
                Statement statement = reader.createStatement()) {
            WalFixture.write(dataSource, 1);
            ResultSet rows = statement.executeQuery("select id from t where id > 0");
            assertTrue(rows.next());
            long session = dataSource.snapshot().sessions().get(0).sessionId();
            WalFixture.write(dataSource, 2);
            Waiting.until(() -> dataSource.snapshot().wal().pin() != null);
            WalSnapshot.Pin pin = dataSource.snapshot().wal().pin();
            assertEquals(session, pin.sessionId());
            assertEquals("select id from t where id > ?", pin.sql());
            assertTrue(
                    dataSource.snapshot().toString().contains("; pinned: connection #" + session + " of app has been"));
            assertEquals(
                    session,
                    new ObjectMapper()
                            .readTree(dataSource.snapshot().toJson())
                            .at("/wal/pin/sessionId")
                            .asLong());
            assertFalse(dataSource.checkpoint().isComplete());
            rows.close();
            assertTrue(dataSource.checkpoint().isComplete());
            assertEquals(0, wal.walBytes());
        }
    }

    @Test
    void whoAsksMeanwhileSharesIt() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open(wal.config());
                Connection writer = dataSource.getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.executeUpdate("insert into t (body) values (1)");
            CompletableFuture<?>[] askers = new CompletableFuture<?>[4];
            for (int i = 0; i < askers.length; i++) {
                askers[i] = CompletableFuture.runAsync(() -> {
                    try {
                        assertTrue(dataSource.checkpoint().isComplete());
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                });
            }
            // The keeper waits at the gate like any writer.
            Waiting.until(() -> dataSource.statistics().writeWaiters() == 1);
            writer.commit();
            CompletableFuture.allOf(askers).get();
            assertEquals(0, wal.walBytes());
        }
    }

    @Test
    void insideAWriteOfItsOwnItIsRefusedAtOnce() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open(wal.config());
                Connection writer = dataSource.getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.executeUpdate("insert into t (body) values (1)");
            SQLException refused = assertThrows(SQLException.class, dataSource::checkpoint);
            assertTrue(refused.getMessage().contains("inside a write of its own"), refused.getMessage());
        }
    }

    @Test
    void timeoutAtTheGateNamesItsHolder() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open(wal.config().writeTimeout(Duration.ofMillis(200)));
                Connection writer = dataSource.getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.executeUpdate("insert into t (body) values (1)");
            var failed = assertThrows(
                    java.util.concurrent.ExecutionException.class,
                    () -> CompletableFuture.supplyAsync(() -> {
                                try {
                                    return dataSource.checkpoint();
                                } catch (SQLException e) {
                                    throw new CompletionException(e);
                                }
                            })
                            .get());
            String message = failed.getCause().getMessage();
            assertTrue(message.startsWith("app: the checkpoint was not run: "), message);
            assertTrue(message.contains("(insert into t (body) values (?))"), message);
        }
    }

    @Test
    void refusedWhereCheckpointsAreSomebodyElses() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = open(wal.config().checkpoint(false))) {
            SQLException refused = assertThrows(SQLException.class, dataSource::checkpoint);
            assertTrue(refused.getMessage().contains("checkpoint=false"), refused.getMessage());
        }
    }

    @Test
    void databaseInMemoryHasNoLog() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(":memory:").build())) {
            assertNull(dataSource.snapshot().wal());
            assertFalse(dataSource.snapshot().toString().contains("write-ahead log"));
            assertTrue(dataSource.checkpoint().toString().contains("found no write-ahead log"));
        }
    }
}
