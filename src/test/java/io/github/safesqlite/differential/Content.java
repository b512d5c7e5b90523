// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Schema and rows of databases as text. */
final class Content {
    private Content() {}

    static String of(Database database) throws SQLException {
        StringBuilder text = new StringBuilder();
        for (Connection plain : database.plain()) {
            try (plain) {
                text.append(of(plain)).append('\n');
            }
        }
        return text.toString();
    }

    /** What this connection sees. */
    static String of(Connection connection) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet schema = statement.executeQuery("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2")) {
                while (schema.next()) {
                    text.append(schema.getString(3)).append('\n');
                    if ("table".equals(schema.getString(1))) {
                        tables.add(schema.getString(2));
                    }
                }
            }
            for (String table : tables) {
                text.append(table).append(':');
                try (ResultSet rows = statement.executeQuery("SELECT * FROM \"" + table + "\" ORDER BY 1")) {
                    text.append(Rows.read(rows, Integer.MAX_VALUE, Rows.Getter.OBJECT));
                }
                text.append('\n');
            }
            try (ResultSet version = statement.executeQuery("PRAGMA user_version")) {
                text.append("user_version ").append(version.getInt(1));
            }
        }
        return text.toString();
    }
}
