// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Symptom 62: in a database with {@code PRAGMA encoding = 'UTF-16'} every text that RETURNING gave was garbled. */
class S62Utf16DatabaseTest {
    private static final String TEXT = "Grüße, 東京 😀";

    @TempDir
    Path folder;

    @ParameterizedTest
    @Through.EachPool
    void returnedTextIsWhatWasStored(WayIn wayIn) throws Exception {
        for (String encoding : new String[] {"UTF-8", "UTF-16le", "UTF-16be"}) {
            Path file = folder.resolve(encoding + ".db");
            try (Connection plain = Sql.plain(file)) {
                Sql.run(plain, "PRAGMA encoding = '" + encoding + "'");
                Sql.run(plain, "CREATE TABLE t(n)");
            }
            try (OpenDatabase database = wayIn.open(file);
                    Connection connection = database.connect();
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO t VALUES(?) RETURNING n, n || '!', length(n)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setString(1, TEXT + i);
                    try (ResultSet row = insert.executeQuery()) {
                        assertTrue(row.next());
                        assertEquals(TEXT + i, row.getString(1));
                        assertEquals(TEXT + i + "!", row.getObject(2));
                        assertEquals((TEXT + i).codePointCount(0, (TEXT + i).length()), row.getInt(3));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"UTF-16le, false", "UTF-16be, true"})
    void bytesOfATextAreThoseOfTheDatabase(String encoding, boolean bigEndian) throws Exception {
        Path file = folder.resolve("app.db");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "PRAGMA encoding = '" + encoding + "'");
            Sql.run(plain, "CREATE TABLE t(n)");
        }
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES(?) RETURNING n")) {
            insert.setString(1, TEXT);
            try (ResultSet row = insert.executeQuery()) {
                assertTrue(row.next());
                assertArrayEquals(TEXT.getBytes(bigEndian ? UTF_16BE : UTF_16LE), row.getBytes(1));
            }
        }
    }
}
