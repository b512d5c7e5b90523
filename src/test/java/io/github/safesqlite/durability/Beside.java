// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import io.github.safesqlite.config.SqliteConfigBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** What an {@link AcknowledgingWriter} does besides writing units. */
public enum Beside {
    NOTHING,
    /** Nothing, and commits share a sync. */
    SHARED_SYNC {
        @Override
        void configure(SqliteConfigBuilder config) {
            config.sharedSync(true);
        }
    },
    /** Pages become free between those of the units, and {@code VACUUM} writes the database anew. */
    VACUUM {
        @Override
        void run(DataSource dataSource) throws SQLException {
            rewrite(dataSource, "VACUUM");
        }
    },
    /** The same, without a write-ahead log. */
    VACUUM_WITH_JOURNAL {
        @Override
        void configure(SqliteConfigBuilder config) {
            config.pragma("journal_mode", "DELETE");
        }

        @Override
        void run(DataSource dataSource) throws SQLException {
            rewrite(dataSource, "VACUUM");
        }
    },
    /** The tasks of the library: free pages are given back, the log is emptied, statistics are made. */
    MAINTENANCE {
        @Override
        void configure(SqliteConfigBuilder config) {
            config.pragma("auto_vacuum", "INCREMENTAL");
            for (String task : new String[] {"vacuum", "walTruncate", "optimize", "check"}) {
                config.option(task + "Interval", "5ms");
            }
        }

        @Override
        void run(DataSource dataSource) throws SQLException {
            rewrite(dataSource, "INSERT INTO ballast VALUES (NULL)");
        }
    };

    /** Sets the options for it. */
    void configure(SqliteConfigBuilder config) {}

    /** Does it without end, or nothing. */
    void run(DataSource dataSource) throws SQLException {}

    private static void rewrite(DataSource dataSource, String sql) throws SQLException {
        while (true) {
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("CREATE TABLE IF NOT EXISTS ballast (body)");
                statement.executeUpdate("INSERT INTO ballast WITH RECURSIVE n (i) AS"
                        + " (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) SELECT randomblob(3000) FROM n");
                statement.executeUpdate("DELETE FROM ballast");
                statement.execute(sql);
            }
        }
    }
}
