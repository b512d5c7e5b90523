// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.Callable;

/** An application that uses the driver alone. */
public final class BareDriver implements Callable<String> {
    @Override
    public String call() throws Exception {
        Class.forName("org.sqlite.JDBC");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1")) {
            row.next();
            return row.getString(1);
        }
    }
}
