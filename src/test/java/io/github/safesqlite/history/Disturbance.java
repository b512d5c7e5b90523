// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What happens beside the transactions of a history and must not show in what they see. */
enum Disturbance {
    CHECKPOINT {
        @Override
        void strike(Site site) throws SQLException {
            try (Connection foreign = Sql.plain(site.file())) {
                // Answers that it was busy, if it was.
                Sql.execute(foreign, "PRAGMA wal_checkpoint(TRUNCATE)");
            }
        }
    },
    OWN_CHECKPOINT {
        @Override
        void strike(Site site) throws SQLException {
            try (Connection connection = site.database().connect()) {
                Sql.execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            }
        }
    },
    /** Somebody whom the library does not know has the lock for some milliseconds, and writes nothing. */
    FOREIGN_LOCK {
        @Override
        void strike(Site site) throws Exception {
            try (Connection foreign = Sql.patient(site.file())) {
                Sql.run(foreign, "BEGIN IMMEDIATE");
                new CountDownLatch(1).await(site.random().nextInt(8), TimeUnit.MILLISECONDS);
                Sql.run(foreign, "ROLLBACK");
            }
        }
    },
    FOREIGN_SCHEMA_CHANGE {
        @Override
        void strike(Site site) throws SQLException {
            try (Connection foreign = Sql.patient(site.file())) {
                Sql.run(foreign, "CREATE TABLE IF NOT EXISTS other (a)");
                Sql.run(foreign, "ALTER TABLE other ADD COLUMN " + newColumn());
            }
        }
    },
    OWN_SCHEMA_CHANGE {
        @Override
        void strike(Site site) throws SQLException {
            site.database().run("CREATE TABLE IF NOT EXISTS other (a)");
            site.database().run("ALTER TABLE other ADD COLUMN " + newColumn());
        }
    },
    FOREIGN_VACUUM {
        @Override
        void strike(Site site) throws SQLException {
            try (Connection foreign = Sql.patient(site.file())) {
                Sql.run(foreign, "VACUUM");
            }
        }
    },
    INTERRUPT {
        @Override
        void strike(Site site) {
            site.interrupts().any(site.random());
        }
    },
    /** Another object for the same file comes and goes. */
    OPEN_AND_CLOSE {
        @Override
        void strike(Site site) throws SQLException {
            try (OpenDatabase again = WayIn.OWN_POOL.open(site.file())) {
                again.ask("SELECT count(*) FROM list");
            }
        }
    };

    private static final AtomicInteger COLUMNS = new AtomicInteger();

    /** Where it strikes. */
    record Site(Path file, OpenDatabase database, Interrupts interrupts, Random random) {}

    abstract void strike(Site site) throws Exception;

    private static String newColumn() {
        return "c" + COLUMNS.incrementAndGet();
    }
}
