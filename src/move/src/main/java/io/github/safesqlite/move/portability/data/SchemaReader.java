// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.source.OwnObjects;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the schema of a database in SQLite. */
public final class SchemaReader {
    private static final String OF_APPLICATION =
            " WHERE schema = 'main' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT " + OwnObjects.CONDITION;

    private SchemaReader() {}

    /** Its tables and names. */
    public static Schema schema(Connection source) throws SQLException {
        List<Table> tables = new ArrayList<>();
        Set<String> others = new HashSet<>();
        try (PreparedStatement query =
                        source.prepareStatement("SELECT name, type, wr FROM pragma_table_list" + OF_APPLICATION);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString("name");
                List<Column> columns = columns(source, name);
                if (rows.getString("type").equals("table")) {
                    tables.add(new Table(name, columns, rows.getInt("wr") == 0));
                } else {
                    others.add(lower(name));
                    columns.forEach(column -> others.add(lower(column.name())));
                }
            }
        }
        try (PreparedStatement query = source.prepareStatement(
                        "SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger') AND NOT "
                                + OwnObjects.CONDITION);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                others.add(lower(rows.getString(1)));
            }
        }
        return new Schema(tables, others);
    }

    private static List<Column> columns(Connection source, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        // A hidden column of a virtual table has 1, a generated one 2 or 3.
        try (PreparedStatement query = source.prepareStatement(
                "SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid")) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String type = rows.getString("type");
                    boolean key = rows.getInt("pk") > 0;
                    columns.add(new Column(
                            rows.getString("name"),
                            type == null ? "" : type,
                            !key && rows.getInt("notnull") == 0,
                            rows.getInt("pk")));
                }
            }
        }
        return columns;
    }

    /** The statements that have made its tables, views, triggers and indexes. */
    public static List<Statement> statements(Connection source) throws SQLException {
        List<Statement> statements = new ArrayList<>();
        try (PreparedStatement query = source.prepareStatement("SELECT type, name, sql FROM sqlite_schema"
                        + " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND NOT "
                        + OwnObjects.CONDITION);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String origin = rows.getString("type") + " " + rows.getString("name");
                statements.add(Statement.of(rows.getString("sql"), origin));
            }
        }
        return statements;
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
