// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The version of sqlite-jdbc that Spring Boot manages wins over the one that the library asks for. */
class ManagedVersionTest {
    @TempDir
    Path folder;

    @Test
    void sqliteIsThatOfSpringBoot() throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:safesqlite:" + folder.resolve("app.db"));
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT sqlite_version()")) {
            assertEquals("3.50.3", row.getString(1));
        }
    }
}
