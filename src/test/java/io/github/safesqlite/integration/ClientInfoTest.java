// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.snapshot.GateSnapshot;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.ClientInfoStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection says about itself, and what it is good for at the write gate. */
class ClientInfoTest {
    private static final String NAME = "ApplicationName";
    private static final String PRIORITY = "safesqlite.priority";

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("app.db")).build());
        Sql.execute(source, "CREATE TABLE t (a)");
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
    }

    @Test
    void belongsToTheConnectionUntilItIsClosed() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setClientInfo(NAME, "import");
            connection.setClientInfo(PRIORITY, "BACKGROUND");
            connection.setClientInfo("ClientUser", "ignored, as by the driver");
            assertEquals("import", connection.getClientInfo(NAME));
            assertEquals("background", connection.getClientInfo(PRIORITY));
            assertNull(connection.getClientInfo("ClientUser"));
            assertEquals(Map.of(NAME, "import", PRIORITY, "background"), connection.getClientInfo());
            connection.setClientInfo(NAME, null);
            assertEquals(Map.of(PRIORITY, "background"), connection.getClientInfo());
        }
        try (Connection next = source.getConnection()) {
            assertEquals(Map.of(), next.getClientInfo());
        }
    }

    @Test
    void propertiesReplaceEachOther() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setClientInfo(NAME, "import");
            Properties others = new Properties();
            others.setProperty(PRIORITY, "background");
            connection.setClientInfo(others);
            assertEquals(others, connection.getClientInfo());
            connection.setClientInfo(new Properties());
            assertEquals(Map.of(), connection.getClientInfo());
        }
    }

    @Test
    void unknownPriorityIsRefusedAndChangesNothing() throws SQLException {
        try (Connection connection = source.getConnection()) {
            Properties values = new Properties();
            values.setProperty(NAME, "import");
            values.setProperty(PRIORITY, "low");
            SQLClientInfoException refused =
                    assertThrows(SQLClientInfoException.class, () -> connection.setClientInfo(values));
            assertEquals(
                    "setClientInfo: safesqlite.priority must be interactive or background, was \"low\"",
                    refused.getMessage());
            assertEquals(Map.of(PRIORITY, ClientInfoStatus.REASON_VALUE_INVALID), refused.getFailedProperties());
            assertEquals(Map.of(), connection.getClientInfo());
        }
    }

    @Test
    void nameIsOneShortLine() throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setClientInfo(NAME, "a\nb" + "c".repeat(200));
            assertEquals("a?b" + "c".repeat(125), connection.getClientInfo(NAME));
        }
    }

    @Test
    void metadataListsTheProperties() throws SQLException {
        try (Connection connection = source.getConnection();
                ResultSet rows = connection.getMetaData().getClientInfoProperties()) {
            assertTrue(rows.next());
            assertEquals(NAME, rows.getString("NAME"));
            assertEquals(128, rows.getInt("MAX_LEN"));
            assertTrue(rows.next());
            assertEquals(PRIORITY, rows.getString("NAME"));
            assertNull(rows.getString("DEFAULT_VALUE"));
            assertTrue(rows.getString("DESCRIPTION").startsWith("interactive (the default)"));
            assertFalse(rows.next());
        }
    }

    @Test
    void backgroundWriterIsBehindAnInteractiveOneAndBothAreNamed() throws Exception {
        try (Workers workers = new Workers();
                Connection holder = source.getConnection()) {
            holder.setClientInfo(NAME, "nightly import");
            holder.setAutoCommit(false);
            Sql.run(holder, "INSERT INTO t VALUES (0)");
            workers.start("background", () -> writesAs("report", "background", "INSERT INTO t VALUES (1)"));
            untilWaiting(1);
            workers.start("interactive", () -> writesAs("shop", null, "INSERT INTO t VALUES (2)"));
            untilWaiting(2);
            GateSnapshot gate = source.snapshot().gate();
            assertEquals("nightly import", gate.holder().applicationName());
            assertEquals(
                    List.of("shop", "report"),
                    gate.waiters().stream()
                            .map(GateSnapshot.Waiter::applicationName)
                            .toList());
            assertFalse(gate.waiters().get(0).background());
            assertTrue(gate.waiters().get(1).background());
            String text = source.snapshot().toString();
            assertTrue(text.contains(" \"nightly import\" of "), text);
            assertTrue(text.contains(" \"report\" (background)"), text);
            holder.commit();
        }
        assertEquals(3, Sql.rows(source));
    }

    private void writesAs(String name, String priority, String sql) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setClientInfo(NAME, name);
            connection.setClientInfo(PRIORITY, priority);
            Sql.run(connection, sql);
        }
    }

    private void untilWaiting(int writers) {
        Waiting.until(() -> source.snapshot().gate().waiters().size() == writers);
    }

    @Test
    void batchWriterCanWriteInTheBackground() throws Exception {
        BatchWriterOptions options = BatchWriterOptions.builder()
                .background(true)
                .linger(Duration.ZERO)
                .build();
        try (BatchWriter writer = source.batchWriter(options);
                Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "INSERT INTO t VALUES (0)");
            var written = writer.submit("INSERT INTO t VALUES (1)");
            untilWaiting(1);
            assertTrue(source.snapshot().gate().waiters().get(0).background());
            holder.commit();
            written.get();
        }
        assertEquals(2, Sql.rows(source));
    }
}
