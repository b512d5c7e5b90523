// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Columns of all types, and what one side stores in them and reads from them. */
final class SetterTable implements AutoCloseable {
    /** The columns that take anything are one table, so that a row fills them all; those that refuse are one table each. */
    enum Columns {
        FLEXIBLE(
                "",
                "INTEGER",
                "BOOLEAN",
                "REAL",
                "NUMERIC",
                "DECIMAL(10,2)",
                "TEXT",
                "VARCHAR(3)",
                "BLOB",
                "DATE",
                "TIMESTAMP",
                ""),
        STRICT_INT("STRICT", "INT"),
        STRICT_INTEGER("STRICT", "INTEGER"),
        STRICT_REAL("STRICT", "REAL"),
        STRICT_TEXT("STRICT", "TEXT"),
        STRICT_BLOB("STRICT", "BLOB"),
        STRICT_ANY("STRICT", "ANY");

        private final String option;
        private final List<String> types;

        Columns(String option, String... types) {
            this.option = option;
            this.types = List.of(types);
        }

        int count() {
            return types.size();
        }

        String type(int column) {
            return types.get(column - 1);
        }

        private String each(String separator, String text) {
            return IntStream.rangeClosed(1, count())
                    .mapToObj(column -> text.replace("#", String.valueOf(column)))
                    .collect(Collectors.joining(separator));
        }

        private String definition() {
            String columns = IntStream.rangeClosed(1, count())
                    .mapToObj(column -> "c" + column + " " + type(column))
                    .collect(Collectors.joining(", "));
            return "CREATE TABLE " + name() + "(id INTEGER PRIMARY KEY, " + columns + ") " + option;
        }
    }

    static final String STORED = "stored";
    static final String SETTER = "setter ";
    static final String INSERT = "insert ";

    private final DateOptions.Opened opened;
    private final Connection connection;
    private final Map<Columns, PreparedStatement> inserts = new HashMap<>();

    SetterTable(DateOptions.Opened opened) throws SQLException {
        this.opened = opened;
        this.connection = opened.connection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            for (Columns columns : Columns.values()) {
                statement.executeUpdate(columns.definition());
            }
        }
        for (Columns columns : Columns.values()) {
            String sql = "INSERT INTO " + columns + "(" + columns.each(", ", "c#") + ", id) VALUES("
                    + columns.each(", ", "?") + ", ?)";
            inserts.put(columns, connection.prepareStatement(sql));
        }
    }

    /** Stores a row; what became of each column, without its value if it was stored. */
    List<String> store(Columns columns, int id, Binding binding) {
        PreparedStatement insert = inserts.get(columns);
        List<String> outcomes = new ArrayList<>();
        for (int column = 1; column <= columns.count(); column++) {
            try {
                binding.on(insert, column);
                outcomes.add(STORED);
            } catch (Throwable refused) {
                outcomes.add(SETTER + Reading.failure(refused));
            }
        }
        if (outcomes.stream().anyMatch(outcome -> !outcome.equals(STORED))) {
            return outcomes;
        }
        try {
            insert.setInt(columns.count() + 1, id);
            insert.executeUpdate();
            return outcomes;
        } catch (SQLException | RuntimeException refused) {
            return Collections.nCopies(columns.count(), INSERT + Reading.failure(refused));
        }
    }

    /** The type and the value of each column of each row, as SQLite sees it. */
    Map<Integer, List<String>> stored(Columns columns) throws SQLException {
        String seen = "typeof(c#) || ' ' || CASE typeof(c#) WHEN 'real' THEN quote(c#) ELSE hex(c#) END";
        Map<Integer, List<String>> stored = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT id, " + columns.each(", ", seen) + " FROM " + columns)) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= columns.count(); column++) {
                    values.add(rows.getString(column + 1));
                }
                stored.put(rows.getInt(1), values);
            }
        }
        return stored;
    }

    /**
     * What the getters give for the columns that are wanted of each row: one list for each cell, named by row and column. A
     * getter that is not supported is called once for each column, and gives null for the other rows.
     */
    Map<String, List<String>> read(Columns columns, Map<Integer, Set<Integer>> wanted, List<Reading> readings)
            throws SQLException {
        Map<String, List<String>> cells = new HashMap<>();
        boolean[][] unsupported = new boolean[columns.count() + 1][readings.size()];
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, " + columns.each(", ", "c#") + " FROM " + columns + " ORDER BY id")) {
            while (rows.next()) {
                int id = rows.getInt(1);
                for (int column : wanted.getOrDefault(id, Set.of())) {
                    cells.put(id + " " + column, read(rows, column, readings, unsupported[column]));
                }
            }
        }
        return cells;
    }

    private static List<String> read(ResultSet rows, int column, List<Reading> readings, boolean[] unsupported) {
        List<String> values = new ArrayList<>(readings.size());
        for (int i = 0; i < unsupported.length; i++) {
            String value = unsupported[i] ? null : readings.get(i).of(rows, column + 1, "c" + column);
            unsupported[i] |= Reading.UNSUPPORTED.equals(value);
            values.add(value);
        }
        return values;
    }

    @Override
    public void close() throws Exception {
        connection.rollback();
        opened.close();
    }
}
