// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.differential.StatementOutcome.Failure;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One side of the table: runs cells in one way, each of them on the start content. One thread at a time. */
final class StatementTable implements AutoCloseable {
    private static final List<String> MORE_SCHEMA = List.of(
            "CREATE INDEX ti ON t(b)",
            "CREATE TABLE strictly(n INTEGER) STRICT",
            "CREATE TABLE generated(a INT, b INT AS (a + 1))",
            "CREATE TABLE checked(a, CONSTRAINT whole CHECK (a = round(a)))",
            "CREATE VIEW writable AS SELECT id, a FROM t",
            "CREATE TRIGGER wi INSTEAD OF INSERT ON writable BEGIN INSERT INTO t(id, a) VALUES (new.id, new.a); END");

    /** What the two sides set differently by default, and what the table is not about. */
    private static final List<String> SETTINGS = List.of(
            "busy_timeout", "cache_size", "journal_size_limit", "mmap_size", "temp_store", "wal_autocheckpoint");

    private final WayIn way;
    private final Path folder;
    private final Databases databases;
    private final String settingsSql;
    private final Path template;
    private Database database;
    private Connection watcher;
    private int version;
    private String startContent = "";
    private int files;

    /**
     * Opens it.
     *
     * @param settings that each connection of the driver gets; those of ours if it is ours
     */
    StatementTable(WayIn way, Path folder, Map<String, Long> settings) throws SQLException {
        this.way = way;
        this.folder = folder;
        this.databases = new Databases(folder);
        this.settingsSql = settings.entrySet().stream()
                .map(setting -> "PRAGMA " + setting.getKey() + " = " + setting.getValue() + ";")
                .collect(Collectors.joining());
        this.template = folder.resolve("template");
        openDatabase();
        if (!Files.exists(template)) {
            Sql.execute(watcher, "BACKUP TO '" + template + "'");
        }
    }

    private void openDatabase() throws SQLException {
        database = databases.create(way, new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE));
        watcher = database.plain().get(0);
        for (String sql : MORE_SCHEMA) {
            Sql.execute(watcher, sql);
        }
        version = dataVersion();
        startContent = Content.of(watcher);
    }

    /** What ours sets on each connection. */
    Map<String, Long> settings() throws SQLException {
        Map<String, Long> found = new TreeMap<>();
        try (Connection connection = database.connect()) {
            for (String name : SETTINGS) {
                found.put(name, number(connection, "PRAGMA " + name));
            }
        }
        return found;
    }

    StatementObservation observe(StatementCell cell) throws SQLException {
        String sql =
                cell.text().replace("$FILE", folder.resolve("copy" + files++).toString());
        List<StatementOutcome> outcomes;
        boolean locked;
        Failure rollback;
        Connection connection = connect();
        try {
            begin(connection, cell.mode());
            outcomes = outcomes(connection, sql, cell);
            if (!cell.mode().isAutoCommit()) {
                attempt(() -> Sql.execute(connection, "INSERT INTO log(what) VALUES ('after')"));
            }
            locked = isLocked();
            rollback = attempt(() -> {
                if (cell.mode().isAutoCommit()) {
                    Sql.execute(connection, "ROLLBACK");
                } else {
                    connection.rollback();
                }
            });
        } finally {
            // The driver's can not be closed after an empty text was prepared.
            attempt(connection::close);
        }
        boolean lockedAfterClose = isLocked();
        boolean changed = dataVersion() != version;
        var observation =
                new StatementObservation(outcomes, locked, rollback, lockedAfterClose, changed ? changedContent() : "");
        if (changed || lockedAfterClose) {
            restore();
        }
        return observation;
    }

    /** An empty log changes the number of the version too, and the log may be emptied at any time. */
    private String changedContent() throws SQLException {
        String content = Content.of(watcher);
        return content.equals(startContent) ? "" : content;
    }

    private Connection connect() throws SQLException {
        Connection connection = database.connect();
        if (way == WayIn.PLAIN_DRIVER) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(settingsSql);
            }
        }
        return connection;
    }

    private static void begin(Connection connection, StatementCell.Mode mode) throws SQLException {
        if (mode.isAutoCommit()) {
            return;
        }
        connection.setAutoCommit(false);
        if (mode != StatementCell.Mode.FIRST_IN_TRANSACTION) {
            Sql.execute(connection, "INSERT INTO log(what) VALUES ('before')");
            // So that the driver does not give the count of the INSERT for a statement that counts nothing.
            Sql.execute(connection, "UPDATE log SET what = what WHERE 0");
        }
        if (mode == StatementCell.Mode.AFTER_ROLLBACK) {
            connection.rollback();
        }
    }

    private static List<StatementOutcome> outcomes(Connection connection, String sql, StatementCell cell) {
        List<StatementOutcome> outcomes = new ArrayList<>();
        int calls = cell.mode() == StatementCell.Mode.TWICE ? 2 : 1;
        try (Statement statement = cell.call().open(connection, sql)) {
            for (int i = 0; i < calls; i++) {
                StatementOutcome outcome = cell.call().run(statement, sql);
                outcomes.add(cell.showsHistory() ? outcome.withoutRows() : outcome);
            }
        } catch (SQLException | RuntimeException failure) {
            // It could not be prepared, or not be closed.
            while (outcomes.size() < calls) {
                outcomes.add(StatementOutcome.failed(failure));
            }
        }
        return outcomes;
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Work {
        void run() throws SQLException;
    }

    private static @Nullable Failure attempt(Work work) {
        try {
            work.run();
            return null;
        } catch (SQLException | RuntimeException failure) {
            return Failure.of(failure);
        }
    }

    private boolean isLocked() throws SQLException {
        try {
            Sql.execute(watcher, "BEGIN IMMEDIATE");
        } catch (SQLException busy) {
            return true;
        }
        Sql.execute(watcher, "ROLLBACK");
        return false;
    }

    /** Copies the start content into the same file, or makes a new one where that can not be. */
    private void restore() throws SQLException {
        Failure refused = attempt(() -> Sql.execute(watcher, "RESTORE FROM '" + template + "'"));
        if (refused != null
                || number(watcher, "SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'") == 0) {
            close();
            openDatabase();
        }
        version = dataVersion();
        // Connections that are kept, the writer's and a reader's, have the schema of before in mind until they next
        // look.
        try (Connection connection = database.connect()) {
            number(connection, "SELECT count(*) FROM log");
            connection.setAutoCommit(false);
            number(connection, "SELECT count(*) FROM log");
            connection.rollback();
        }
    }

    /** Changes when, and only when, another connection has changed the file. */
    private int dataVersion() throws SQLException {
        return (int) number(watcher, "PRAGMA data_version");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        watcher.close();
        database.close();
    }
}
