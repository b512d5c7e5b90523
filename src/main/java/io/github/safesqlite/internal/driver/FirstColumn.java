// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteConnection;

/** The texts in the first column of a query. */
final class FirstColumn {
    private FirstColumn() {}

    static List<String> of(SQLiteConnection driver, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = driver.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}
