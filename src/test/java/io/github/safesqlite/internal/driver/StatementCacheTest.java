// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.sql.SqlClassifier;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatementCacheTest {
    private Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private void use(StatementCache cache, String sql, boolean prepared) throws SQLException {
        CachedStatement statement = cache.take(sql);
        if (statement == null) {
            statement = lent(cache, sql, prepared);
        }
        cache.giveBack(statement, true);
    }

    private static String text(int number, int length) {
        return "SELECT '" + number + "x".repeat(length) + "'";
    }

    @Test
    void longTextsAreKeptAsFarAsTheMemoryGoes() throws SQLException {
        var cache = new StatementCache(128, 1 << 20);
        for (int i = 0; i < 50; i++) {
            use(cache, text(i, 10_000), true);
        }
        assertEquals(5, cache.idle());
        assertNotNull(cache.take(text(49, 10_000)));
        assertNull(cache.take(text(44, 10_000)));
    }

    @Test
    void textThatTakesMoreAloneIsNotKeptAndEvictsNothing() throws SQLException {
        var cache = new StatementCache(128, 1 << 20);
        use(cache, "SELECT 1", true);
        use(cache, text(1, 60_000), true);
        assertEquals(1, cache.idle());
        assertNull(cache.take(text(1, 60_000)));
        assertNotNull(cache.take("SELECT 1"));
    }

    @Test
    void memoryOfWhatIsTakenOrClearedIsFree() throws SQLException {
        var cache = new StatementCache(128, 1 << 20);
        for (int i = 0; i < 50; i++) {
            use(cache, text(1, 40_000), true);
        }
        assertEquals(1, cache.idle());
        cache.clear();
        use(cache, text(2, 40_000), true);
        assertEquals(1, cache.idle());
    }

    @Test
    void textOfAPlainStatementIsKeptWhenItComesAgain() throws SQLException {
        var cache = new StatementCache(128, 1 << 20);
        use(cache, "SELECT 1", false);
        assertEquals(0, cache.idle());
        use(cache, "SELECT 1", false);
        assertEquals(1, cache.idle());
        for (int i = 0; i < 1000; i++) {
            use(cache, text(i, 3), false);
        }
        assertEquals(1, cache.idle());
        assertNotNull(cache.take("SELECT 1"));
    }

    @Test
    void ofTwoWithTheSameTextOneIsKept() throws SQLException {
        var cache = new StatementCache(128, 1 << 20);
        CachedStatement first = lent(cache, "SELECT 1", true);
        CachedStatement second = lent(cache, "SELECT 1", true);
        CachedStatement third = lent(cache, "SELECT 1", true);
        cache.giveBack(first, true);
        cache.giveBack(second, true);
        assertEquals(1, cache.idle());
        assertTrue(second.driver().isClosed());
        use(cache, "SELECT 2", true);
        cache.giveBack(third, true);
        use(cache, "SELECT 3", true);
        assertEquals(3, cache.idle());
        assertTrue(first.driver().isClosed());
        assertSame(third, cache.take("SELECT 1"));
        assertNull(cache.take("SELECT 1"));
    }

    private CachedStatement lent(StatementCache cache, String sql, boolean prepared) throws SQLException {
        return cache.lend(
                new SqlClassifier(8).classify(sql).single(), connection.prepareStatement(sql), prepared, true);
    }

    @Test
    void aTextIsNewUntilItHasComeOnce() throws SQLException {
        var cache = new StatementCache(128, 1 << 20);
        assertTrue(cache.isNew("SELECT 1"));
        assertFalse(cache.isNew("SELECT 1"));
        use(cache, "SELECT 1", false);
        assertEquals(1, cache.idle(), "it has come again");
        use(cache, "SELECT 2", true);
        assertFalse(cache.isNew("SELECT 2"), "it is kept");
    }

    @Test
    void theOneThatCameBackLastIsKeptAndTheEldestGoes() throws SQLException {
        var cache = new StatementCache(2, 1 << 20);
        use(cache, "SELECT 1", true);
        use(cache, "SELECT 2", true);
        use(cache, "SELECT 1", true);
        use(cache, "SELECT 3", true);
        assertEquals(2, cache.idle());
        assertNull(cache.take("SELECT 2"));
        assertNotNull(cache.take("SELECT 1"));
        assertNotNull(cache.take("SELECT 3"));
        assertEquals(0, cache.idle());
    }
}
