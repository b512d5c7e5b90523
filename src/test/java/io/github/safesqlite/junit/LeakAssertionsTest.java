// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class LeakAssertionsTest {
    @TempDir
    Path directory;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("app.db")).build());
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    @Test
    void leakedConnectionFailsWithItsStackAsCause() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            LeakError error =
                    assertThrows(LeakError.class, () -> LeakAssertions.assertNoLeaks(dataSource, Duration.ZERO));
            assertTrue(
                    error.getMessage().contains("leaked 1 resource:\n  a connection of app: connection #"),
                    error.getMessage());
            assertTrue(
                    Arrays.toString(error.getCause().getStackTrace())
                            .contains("leakedConnectionFailsWithItsStackAsCause"),
                    error.getMessage());
            assertTrue(!connection.isClosed());
        }
        LeakAssertions.assertNoLeaks(dataSource, Duration.ZERO);
    }

    @Test
    void everyLeakIsListed() throws SQLException {
        try (Connection first = dataSource.getConnection();
                Connection second = dataSource.getConnection()) {
            assertTrue(first != second);
            LeakError error =
                    assertThrows(LeakError.class, () -> LeakAssertions.assertNoLeaks(dataSource, Duration.ZERO));
            assertTrue(error.getMessage().contains("leaked 2 resources:"), error.getMessage());
            assertEquals(1, error.getSuppressed().length);
        }
    }

    @Test
    void workThatIsAboutToEndMayEnd() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        Connection connection = dataSource.getConnection();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            try {
                waiting.await();
                connection.close();
            } catch (InterruptedException | SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        waiting.countDown();
        LeakAssertions.assertNoLeaks(dataSource, Duration.ofSeconds(60));
        closing.get();
    }

    @Test
    void closedDataSourceLeaksNothing() throws SQLException {
        dataSource.close();
        LeakAssertions.assertNoLeaks(dataSource);
    }

    @Test
    void otherDataSourceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> LeakAssertions.assertNoLeaks(new SQLiteDataSource()));
    }
}
