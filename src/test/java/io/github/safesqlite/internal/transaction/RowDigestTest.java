// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowDigestTest {
    private static byte[] bits(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            RowDigest digest = new RowDigest(() -> true);
            digest.addAll(rows);
            return digest.bits();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT 1 AS a                          | SELECT 2 AS a
            SELECT 1 AS a                          | SELECT 1 AS b
            SELECT 1 AS a                          | SELECT 1.0 AS a
            SELECT 1 AS a                          | SELECT '1' AS a
            SELECT 'x' AS a                        | SELECT x'78' AS a
            SELECT '' AS a                         | SELECT NULL AS a
            SELECT '' AS a                         | SELECT x'' AS a
            SELECT 1 AS a                          | SELECT 4294967297 AS a
            SELECT 0.0 AS a                        | SELECT 0 AS a
            SELECT 'ab' AS a, 'c' AS b             | SELECT 'a' AS a, 'bc' AS b
            VALUES (1), (2)                        | VALUES (2), (1)
            VALUES (1)                             | VALUES (1), (1)
            VALUES (1, 2)                          | VALUES (1), (2)
            SELECT 1 AS a WHERE 0                  | SELECT 1 AS a
            """)
    void otherRowsGiveOtherBits(String one, String other) throws SQLException {
        assertArrayEquals(bits(one), bits(one));
        assertFalse(Arrays.equals(bits(one), bits(other)), one + " and " + other);
    }

    @Test
    void has128Bits() throws SQLException {
        assertEquals(16, bits("SELECT 1").length);
    }

    @Test
    void endsWhereNoFurtherRowIsAllowed() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("VALUES (1), (2), (3)")) {
            AtomicInteger left = new AtomicInteger(2);
            RowDigest digest = new RowDigest(() -> left.getAndDecrement() > 0);
            assertThrows(RowDigest.TooMuch.class, () -> digest.addAll(rows));
            assertEquals(3, rows.getInt(1));
        }
    }
}
