// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.timetable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import io.github.safesqlite.sample.session.SessionStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How SQLite finds what is purged. */
class PurgePlanTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT id FROM session WHERE expires_at <= 1 ORDER BY expires_at, id | SEARCH session USING COVERING INDEX session_by_expiry (expires_at<?)
            SELECT id FROM message_log WHERE at < 1 ORDER BY at LIMIT 500 | SEARCH message_log USING COVERING INDEX message_log_at (at<?)
            """)
    void thePurgeReadsAnIndexAlone(String query, String detail) throws Exception {
        try (ServiceDatabase database = TestDatabase.HIKARI.open(directory)) {
            new SessionStore(database.dataSource(), Clock.systemUTC(), Duration.ofHours(1))
                    .createTable(database.dialect());
            database.messages(1, Clock.systemUTC()).close();
            try (Connection connection = database.dataSource().getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet plan = statement.executeQuery("EXPLAIN QUERY PLAN " + query)) {
                assertTrue(plan.next());
                assertEquals(detail, plan.getString("detail"));
                assertFalse(plan.next());
            }
        }
    }
}
