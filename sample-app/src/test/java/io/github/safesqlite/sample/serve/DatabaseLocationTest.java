// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.sample.serve.DatabaseLocation.PostgresDatabase;
import io.github.safesqlite.sample.serve.DatabaseLocation.SqliteFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseLocationTest {
    @ParameterizedTest
    @CsvSource({"app.db, app.db", "jdbc:safesqlite:/var/app.db, /var/app.db", "jdbc:sqlite:app.db, app.db"})
    void aFileHasThreeSpellings(String text, String file) {
        assertEquals(new SqliteFile(Path.of(file)), DatabaseLocation.of(text));
    }

    @Test
    void aPostgresDatabaseIsShownWithoutItsPassword() {
        String url = "jdbc:postgresql://db:5432/app?user=app&password=secret";
        DatabaseLocation location = DatabaseLocation.of(url);
        assertEquals(new PostgresDatabase(url), location);
        assertEquals("jdbc:postgresql://db:5432/app", location.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "jdbc:mysql://db/app", "jdbc:postgresql://db:port/app", "jdbc:sqlite:", "a\0b"})
    void anythingElseIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> DatabaseLocation.of(text));
    }
}
