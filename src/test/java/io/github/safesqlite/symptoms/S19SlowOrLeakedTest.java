// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 19: the leak detector could not tell a slow query from a leaked connection, and counted neither. */
class S19SlowOrLeakedTest {
    private static final String SLOW =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000000) SELECT count(*) FROM n";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final MetricRegistry metrics = new MetricRegistry();

    @Test
    void queryInProgressIsInUseAndAnIdleConnectionIsLeaked() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .leakDetectionThreshold(Duration.ofSeconds(2))
                .metricRegistry(metrics));
        invariants.expectLog("in use: executing WITH RECURSIVE");
        try (Actor user = new Actor("slow-user");
                Connection busy = source.getConnection();
                Statement statement = busy.createStatement()) {
            var query =
                    user.starts("query", () -> assertThrows(SQLException.class, () -> statement.executeQuery(SLOW)));
            until(() -> metrics.meter("app.leak.InUse").getCount() == 1);
            assertEquals(0, metrics.meter("app.leak.Detected").getCount());
            assertEquals(0, metrics.getGauges().get("app.leak.Open").getValue());
            statement.cancel();
            query.result();
        }
        assertTrue(invariants.log().contains("slow-user") || invariants.log().contains("main"), "the thread");

        invariants.expectLog("leaked: no statement is running");
        try (Connection held = source.getConnection()) {
            Sql.ask(held, "SELECT 1");
            until(() -> metrics.meter("app.leak.Detected").getCount() == 1);
            until(() -> metrics.getGauges().get("app.leak.Open").getValue().equals(1));
            assertEquals(1, metrics.meter("app.leak.InUse").getCount());
        }
        assertEquals(0, metrics.getGauges().get("app.leak.Open").getValue(), "it was closed after all");
        assertTrue(invariants.log().contains("was closed after all"));
    }
}
