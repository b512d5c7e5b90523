// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.sqlite.SQLiteConfig;

/** A SQLite database as it is at one moment: all reads are in one transaction. Not thread-safe. */
public final class SqliteSnapshot implements AutoCloseable {
    /** An index could give the rows in another order if it has all columns that are asked for. */
    private static final String IN_ORDER = " NOT INDEXED";

    private final Connection connection;

    private SqliteSnapshot(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens a file for reading.
     *
     * @throws SQLException if the file does not exist, is no database, or is locked
     */
    public static SqliteSnapshot open(Path file) throws SQLException {
        if (!Files.isRegularFile(file)) {
            throw new SQLException("There is no file " + file + ". Name the SQLite database.");
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(10_000);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            connection.setAutoCommit(false);
            SqliteSnapshot snapshot = new SqliteSnapshot(connection);
            // The first read fixes the state that all others see.
            snapshot.number("SELECT count(*) FROM sqlite_schema");
            return snapshot;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    /** What a connection sees that is in a transaction; it is closed with the snapshot. */
    public static SqliteSnapshot in(Connection connection) {
        return new SqliteSnapshot(connection);
    }

    /** The connection, for what the methods of this class do not read; it stays in its transaction. */
    public Connection connection() {
        return connection;
    }

    /** The tables that have rows of their own, by name. */
    public List<SourceTable> tables() throws SQLException {
        List<String> names = texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                + " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT " + OwnObjects.CONDITION + " ORDER BY name");
        List<SourceTable> tables = new ArrayList<>();
        for (String name : names) {
            tables.add(table(name));
        }
        return tables;
    }

    /** The virtual tables, such as those of full-text search, which have no rows of their own. */
    public List<String> virtualTables() throws SQLException {
        return texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'virtual' ORDER BY name");
    }

    private SourceTable table(String name) throws SQLException {
        List<String> columns = new ArrayList<>();
        TreeMap<Integer, String> key = new TreeMap<>();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1")) {
            query.setString(1, name);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                    if (rows.getInt(2) > 0) {
                        key.put(rows.getInt(2), rows.getString(1));
                    }
                }
            }
        }
        List<String> keyColumns = key.isEmpty() ? rowId(columns) : List.copyOf(key.values());
        return new SourceTable(name, List.copyOf(columns), keyColumns);
    }

    /** The row id, unless columns have taken all of its names. */
    private static List<String> rowId(List<String> columns) {
        List<String> taken =
                columns.stream().map(column -> column.toLowerCase(Locale.ROOT)).toList();
        return List.of("rowid", "_rowid_", "oid").stream()
                .filter(name -> !taken.contains(name))
                .limit(1)
                .toList();
    }

    /** The largest id that an AUTOINCREMENT column of a table has ever had, 0 if there is none. */
    public long sequence(SourceTable table) throws SQLException {
        if (number("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'") == 0) {
            return 0;
        }
        try (PreparedStatement query =
                connection.prepareStatement("SELECT max(seq) FROM sqlite_sequence WHERE name = ?")) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }

    /** The number of rows. */
    public long count(SourceTable table) throws SQLException {
        return number("SELECT count(*) FROM " + Identifiers.quote(table.name()));
    }

    /** The largest whole number in a column, empty if it has none. */
    public OptionalLong largest(SourceTable table, String column) throws SQLException {
        String name = Identifiers.quote(column);
        String from = " FROM " + Identifiers.quote(table.name());
        // An index gives this one without a look at all rows, and mostly it is a whole number. Only texts and blobs are
        // larger.
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT " + name + ", typeof(" + name + ")" + from + " ORDER BY " + name + " DESC LIMIT 1")) {
            if (rows.next() && rows.getString(2).equals("integer")) {
                return OptionalLong.of(rows.getLong(1));
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT max(" + name + ")" + from + " WHERE typeof(" + name + ") = 'integer'")) {
            long largest = rows.next() ? rows.getLong(1) : 0;
            return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(largest);
        }
    }

    /** Gives each row with these columns to the reader; always in the same order, whatever the columns. */
    public <E extends Exception> void read(SourceTable table, List<String> columns, RowReader<E> reader)
            throws SQLException, E {
        query(select(table, columns, IN_ORDER), columns.size(), table.key(), reader);
    }

    /** The key of the row that {@link #read} gives as this one, from 1. */
    public String keyOfRow(SourceTable table, long number) throws SQLException {
        String[] found = {"row " + number};
        query(
                select(table, List.of(), IN_ORDER + " LIMIT 1 OFFSET " + (number - 1)),
                0,
                table.key(),
                row -> found[0] = row.key());
        return found[0];
    }

    /** Gives the keys of the rows for which a condition holds. */
    public void keysWhere(SourceTable table, String condition, RowReader<SQLException> reader) throws SQLException {
        query(select(table, List.of(), " AS this WHERE " + condition), 0, table.key(), reader);
    }

    private static String select(SourceTable table, List<String> columns, String rest) {
        List<String> selected = new ArrayList<>(columns);
        selected.addAll(table.key());
        return "SELECT " + (selected.isEmpty() ? "NULL" : Identifiers.quoteAll(selected)) + " FROM "
                + Identifiers.quote(table.name()) + rest;
    }

    /**
     * Gives each row of a query to the reader.
     *
     * @param values the number of columns that are values; those after them are the key
     * @param key the names of the key's columns
     */
    public <E extends Exception> void query(String sql, int values, List<String> key, RowReader<E> reader)
            throws SQLException, E {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            SourceRow row = new SourceRow(rows, values, key);
            while (rows.next()) {
                reader.read(row);
            }
        }
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
