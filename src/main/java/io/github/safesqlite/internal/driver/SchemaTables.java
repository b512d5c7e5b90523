// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteConnection;

/** The tables of the databases of one connection, by the pages where they begin. Temporary ones and SQLite's own are left out. */
final class SchemaTables {
    private static final String MAIN = "main";
    private static final String TEMPORARY = "temp";
    private static final String OWN_PREFIX = "sqlite_";

    private final SQLiteConnection connection;
    private final Map<Integer, String> databases = new HashMap<>();

    /** Where a table or index begins: the number of the database on its connection, and the page. */
    record Root(int database, int page) {}

    SchemaTables(SQLiteConnection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA database_list")) {
            while (row.next()) {
                databases.put(row.getInt("seq"), row.getString("name"));
            }
        }
    }

    /** How a table is named to subscribers; empty if they are not told of it. */
    static String nameOf(String database, String table) {
        if (database.equals(TEMPORARY) || table.startsWith(OWN_PREFIX) || database.startsWith("vacuum_")) {
            return "";
        }
        return database.equals(MAIN) ? table : database + "." + table;
    }

    /** The tables that begin there; indexes are none. */
    Set<String> tables(Set<Root> roots) throws SQLException {
        Set<String> names = new LinkedHashSet<>();
        for (Root root : roots) {
            names.addAll(names(root.database(), "rootpage = " + root.page()));
        }
        return names;
    }

    /** The virtual tables that a text may mean, by itself or through a trigger. */
    Set<String> virtualTablesIn(String sql) throws SQLException {
        StringBuilder texts = new StringBuilder(sql);
        for (String database : databases.values()) {
            select(database, "sql", "type = 'trigger'").forEach(texts::append);
        }
        String lower = texts.toString().toLowerCase(Locale.ROOT);
        Set<String> named = new LinkedHashSet<>();
        for (int database : databases.keySet()) {
            for (String name : names(database, "rootpage = 0")) {
                if (lower.contains(name.substring(name.indexOf('.') + 1).toLowerCase(Locale.ROOT))) {
                    named.add(name);
                }
            }
        }
        return named;
    }

    private Set<String> names(int number, String condition) throws SQLException {
        Set<String> names = new LinkedHashSet<>();
        String database = databases.get(number);
        if (database != null && !database.equals(TEMPORARY)) {
            for (String table : select(database, "name", "type = 'table' AND " + condition)) {
                names.add(nameOf(database, table));
            }
            names.remove("");
        }
        return names;
    }

    private List<String> select(String database, String column, String condition) throws SQLException {
        return FirstColumn.of(
                connection,
                "SELECT " + column + " FROM \"" + database.replace("\"", "\"\"") + "\".sqlite_schema WHERE "
                        + condition);
    }
}
