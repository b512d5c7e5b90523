// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.junit.LeakAssertions;
import io.github.safesqlite.junit.LeakError;
import io.github.safesqlite.junit.LeakExtension;
import io.github.safesqlite.sample.variant.OpenDatabase;
import io.github.safesqlite.sample.variant.SafeSqliteVariant;
import io.github.safesqlite.sample.variant.Synchronous;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How an application makes sure that its code closes what it opens: one line above the class. */
@ExtendWith(LeakExtension.class)
class NoLeaksTest {
    @TempDir
    Path directory;

    @Test
    void requestsCloseWhatTheyOpen() throws Exception {
        try (OpenDatabase database =
                new SafeSqliteVariant(false).open(directory.resolve("app.db"), Synchronous.NORMAL)) {
            UserTables.create(database.dataSource(), 3);
            try (Connection connection = database.dataSource().getConnection()) {
                UserTables.readSession(connection, 2);
                UserTables.insertMessage(connection, 2);
                UserTables.increment(connection);
                assertEquals(1, UserTables.readCounter(connection));
            }
        }
    }

    /** The same without JUnit: after the work, ask the DataSource. */
    @Test
    void dataSourceCanBeAskedInstead() throws Exception {
        try (OpenDatabase database =
                new SafeSqliteVariant(false).open(directory.resolve("app.db"), Synchronous.NORMAL)) {
            UserTables.create(database.dataSource(), 1);
            LeakAssertions.assertNoLeaks(database.dataSource());

            try (Connection open = database.dataSource().getConnection()) {
                LeakError error = assertThrows(
                        LeakError.class,
                        () -> LeakAssertions.assertNoLeaks(database.dataSource(), Duration.ofMillis(10)));
                assertTrue(error.getMessage().contains("connection #"), error.getMessage());
                assertTrue(!open.isClosed());
            }
        }
    }
}
