// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import javax.sql.DataSource;

/** A HikariCP pool of ten connections to one file, with the settings that are found in the wild. */
enum HikariVariant implements Variant {
    /** Nothing but the URL. */
    AS_FOUND("HikariCP as found", "hikari", ""),
    /** The usual advice: WAL and a long busy timeout. */
    WAL("HikariCP, WAL, busy_timeout 30 s", "hikari-wal", "?journal_mode=WAL&synchronous=%s&busy_timeout=30000"),
    /** The usual advice with write transactions that lock at BEGIN. */
    WAL_IMMEDIATE(
            "the same, transaction_mode=IMMEDIATE",
            "hikari-immediate",
            "?journal_mode=WAL&synchronous=%s&busy_timeout=30000&transaction_mode=IMMEDIATE");

    private static final int POOL_SIZE = 10;

    private final String title;
    private final String id;
    private final String urlSettings;

    HikariVariant(String title, String id, String urlSettings) {
        this.title = title;
        this.id = id;
        this.urlSettings = urlSettings;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public OpenDatabase open(Path file, Synchronous synchronous) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(id);
        config.setJdbcUrl("jdbc:sqlite:" + file + urlSettings.formatted(synchronous));
        config.setMaximumPoolSize(POOL_SIZE);
        return new Pooled(new HikariDataSource(config));
    }

    private record Pooled(HikariDataSource pool) implements OpenDatabase {
        @Override
        public DataSource dataSource() {
            return pool;
        }

        @Override
        public void close() {
            pool.close();
        }
    }
}
