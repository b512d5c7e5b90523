// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.source.OwnObjects;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The table in the SQLite file with the keys of the rows that were changed, in the order of the changes. */
public final class ChangeTable {
    static final String NAME = OwnObjects.PREFIX;

    private ChangeTable() {}

    static String keyColumn(int part) {
        return "key" + part;
    }

    /** Creates the table. Its first row is the name of this cut-over. */
    static void create(Connection source, List<TableKey> keys, String cutover) throws SQLException {
        int parts = keys.stream().mapToInt(key -> key.columns().size()).max().orElse(1);
        // Columns without a type keep values as they are.
        String columns =
                IntStream.range(0, parts).mapToObj(ChangeTable::keyColumn).collect(Collectors.joining(", "));
        try (Statement statement = source.createStatement()) {
            statement.execute(
                    "CREATE TABLE " + NAME + " (number INTEGER PRIMARY KEY, source INTEGER, " + columns + ")");
        }
        try (PreparedStatement insert =
                source.prepareStatement("INSERT INTO " + NAME + " (number, source, key0) VALUES (0, -1, ?)")) {
            insert.setString(1, cutover);
            insert.executeUpdate();
        }
    }

    /** The name of the cut-over that the table belongs to. */
    public static String cutover(Connection source) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT key0 FROM " + NAME + " WHERE number = 0")) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    /** The number of the last change. */
    public static long last(Connection source) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT max(number) FROM " + NAME)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    /** Whether there are changes of a table with a number above one and up to another one. */
    public static boolean has(Connection source, TableKey key, long after, long upTo) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT EXISTS (SELECT 1" + from(key, after, upTo) + ")")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static String from(TableKey key, long after, long upTo) {
        return " FROM " + NAME + " WHERE number > " + after + " AND number <= " + upTo + " AND source = "
                + key.number();
    }

    /** A subquery of the different keys of a table among the changes with a number above one and up to another one. */
    public static String keys(TableKey key, long after, long upTo) {
        String columns = IntStream.range(0, key.columns().size())
                .mapToObj(ChangeTable::keyColumn)
                .collect(Collectors.joining(", "));
        return "(SELECT DISTINCT " + columns + from(key, after, upTo) + ")";
    }

    /** The condition that a row of the table has a key of the subquery, to the byte. */
    public static String matches(TableKey key, String row, String changed) {
        // The first comparison finds the row by the index, which may hold texts for equal that are not the same.
        return IntStream.range(0, key.columns().size())
                .mapToObj(part -> {
                    String column =
                            row + "." + Identifiers.quote(key.sourceColumns().get(part));
                    String value = " = " + changed + "." + keyColumn(part);
                    return column + value + " AND " + column + " COLLATE BINARY" + value;
                })
                .collect(Collectors.joining(" AND "));
    }

    /** The columns of the subquery, as those of this name. */
    public static String columns(TableKey key, String changed) {
        return IntStream.range(0, key.columns().size())
                .mapToObj(part -> changed + "." + keyColumn(part))
                .collect(Collectors.joining(", "));
    }
}
