// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection creates what it works with when it is first used. */
@Timeout(180)
class FirstUseTest {
    private static final int ROUNDS = 2_000;

    /** How often the first one looks for the other before it leaves its processor to others. */
    private static final int LOOKS = 1_000;

    @TempDir
    Path folder;

    private final List<String> heard = new ArrayList<>();
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                .listener(new InlineListener() {
                    @Override
                    public void sessionOpened(long sessionId) {
                        heard.add("opened");
                    }

                    @Override
                    public void sessionClosed(long sessionId, long usageNanos) {
                        heard.add("closed");
                    }
                })
                .build());
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
    }

    @Test
    void unusedConnectionIsSeenAndHeardOf() throws SQLException {
        Connection connection = source.getConnection();
        assertEquals(1, source.snapshot().sessions().size());
        connection.close();
        connection.close();
        assertTrue(connection.isClosed());
        assertEquals(List.of("opened", "closed"), heard);
        assertEquals(0, source.snapshot().sessions().size());
        assertThrows(SessionClosedException.class, connection::createStatement);
        assertThrows(SessionClosedException.class, connection::getAutoCommit);
    }

    @Test
    void unusedConnectionCanBeAborted() throws SQLException {
        Connection connection = source.getConnection();
        connection.abort(Runnable::run);
        assertTrue(connection.isClosed());
        assertEquals(List.of("opened", "closed"), heard);
    }

    /** Both go on at the same moment, which they would not if one of them had to be woken. */
    private static void meet(AtomicInteger arrived) {
        int last = (arrived.getAndIncrement() / 2 + 1) * 2;
        for (int looks = 1; arrived.get() < last; looks++) {
            if (looks % LOOKS == 0) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Else the statement of one thread would not belong to the connection that the other thread has set up. */
    @Test
    void twoThreadsThatUseItFirstShareWhatItWorksWith() throws Exception {
        Connection[] current = new Connection[1];
        Set<Integer> seen = new HashSet<>();
        AtomicInteger arrived = new AtomicInteger();
        Workers.run(2, worker -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (worker == 0) {
                    current[0] = source.getConnection();
                }
                meet(arrived);
                if (worker == 0) {
                    current[0].setAutoCommit(false);
                } else {
                    current[0].createStatement();
                }
                meet(arrived);
                if (worker == 0) {
                    seen.add(source.snapshot().sessions().get(0).use().openStatements());
                    current[0].close();
                }
            }
        });
        assertEquals(Set.of(1), seen, "statements of the connection");
    }
}
