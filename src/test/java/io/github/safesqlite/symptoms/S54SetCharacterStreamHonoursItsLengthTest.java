// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** setCharacterStream and its kin with a length store the whole reader. */
class S54SetCharacterStreamHonoursItsLengthTest {
    @TempDir
    Path folder;

    private Path file;

    /** The setters that take a reader and a length. */
    enum Setter {
        CHARACTER_STREAM_INT {
            @Override
            void on(PreparedStatement statement, Reader reader, long length) throws SQLException {
                statement.setCharacterStream(1, reader, (int) length);
            }
        },
        CHARACTER_STREAM {
            @Override
            void on(PreparedStatement statement, Reader reader, long length) throws SQLException {
                statement.setCharacterStream(1, reader, length);
            }
        },
        CLOB {
            @Override
            void on(PreparedStatement statement, Reader reader, long length) throws SQLException {
                statement.setClob(1, reader, length);
            }
        },
        N_CHARACTER_STREAM {
            @Override
            void on(PreparedStatement statement, Reader reader, long length) throws SQLException {
                statement.setNCharacterStream(1, reader, length);
            }
        },
        N_CLOB {
            @Override
            void on(PreparedStatement statement, Reader reader, long length) throws SQLException {
                statement.setNClob(1, reader, length);
            }
        };

        abstract void on(PreparedStatement statement, Reader reader, long length) throws SQLException;
    }

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    @SinceDriver("3.50.3.0")
    void plainDriverKnowsSomeOfThem() throws SQLException {
        try (Connection plain = Sql.plain(file)) {
            assertEquals("abc", stored(plain, Setter.CHARACTER_STREAM_INT, "abcde", 3));
            assertEquals("abc", stored(plain, Setter.CHARACTER_STREAM, "abcde", 3));
            assertEquals("abc", stored(plain, Setter.CLOB, "abcde", 3));
            assertThrows(
                    SQLFeatureNotSupportedException.class, () -> stored(plain, Setter.N_CHARACTER_STREAM, "abcde", 3));
            assertThrows(SQLFeatureNotSupportedException.class, () -> stored(plain, Setter.N_CLOB, "abcde", 3));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void eachStoresAsManyCharactersAsItIsTold(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection connection = database.connect()) {
            for (Setter setter : Setter.values()) {
                assertEquals("", stored(connection, setter, "abcde", 0), setter.name());
                assertEquals("abc", stored(connection, setter, "abcde", 3), setter.name());
                assertEquals("abcde", stored(connection, setter, "abcde", 5), setter.name());
                assertEquals("abcde", stored(connection, setter, "abcde", Integer.MAX_VALUE), setter.name());
                assertEquals(
                        9_000,
                        stored(connection, setter, "x".repeat(20_000), 9_000).length(),
                        setter.name());
                assertThrows(SQLException.class, () -> stored(connection, setter, "abcde", -1), setter.name());
            }
        }
    }

    private static String stored(Connection connection, Setter setter, String text, long length) throws SQLException {
        try (PreparedStatement insert =
                        connection.prepareStatement("INSERT OR REPLACE INTO t(rowid, n) VALUES (1, ?)");
                PreparedStatement query = connection.prepareStatement("SELECT n FROM t WHERE rowid = 1")) {
            setter.on(insert, new StringReader(text), length);
            insert.executeUpdate();
            try (ResultSet row = query.executeQuery()) {
                assertTrue(row.next());
                return row.getString(1);
            }
        }
    }
}
