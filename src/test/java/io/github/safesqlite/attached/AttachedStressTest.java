// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.attached;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.WriteDeadlockException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two DataSources attach each other's file, and a connection of the driver writes to one of the two. */
@Timeout(120)
class AttachedStressTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 60;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private final Path[] files = new Path[2];
    private final ConcurrencySafeSqliteDataSource[] sources = new ConcurrencySafeSqliteDataSource[2];
    private final AtomicLong[] acknowledged = {new AtomicLong(), new AtomicLong()};

    /** Who attaches, and when. */
    enum Attaching {
        CUSTOMIZER,
        SESSION,
        TRANSACTION
    }

    private void open(Attaching attaching) throws SQLException {
        invariants.allowLog("io.github.safesqlite.slow");
        for (int i = 0; i < 2; i++) {
            files[i] = Files.create(folder.resolve(i + ".db"), "WAL");
        }
        for (int i = 0; i < 2; i++) {
            Path other = files[1 - i];
            SqliteConfigBuilder config = SqliteConfig.builder(files[i])
                    .writeTimeout(Duration.ofMinutes(1))
                    .poolName("pool-" + i);
            sources[i] = invariants.open(
                    attaching == Attaching.CUSTOMIZER
                            ? config.connectionCustomizer(raw -> Files.attach(raw, other, "o"))
                            : config);
        }
    }

    @ParameterizedTest
    @EnumSource(Attaching.class)
    void nobodyIsRefusedAndTheSumsAreRight(Attaching attaching) throws Exception {
        open(attaching);
        AtomicBoolean done = new AtomicBoolean();
        try (Workers outsider = new Workers()) {
            outsider.start("driver", () -> writeByDriver(done));
            try {
                Workers.run(THREADS, worker -> {
                    for (int round = 0; round < ROUNDS; round++) {
                        write(worker % 2, round, attaching);
                    }
                });
            } finally {
                done.set(true);
            }
        }
        assertEquals(acknowledged[0].get(), Files.rows(files[0]));
        assertEquals(acknowledged[1].get(), Files.rows(files[1]));
    }

    private void writeByDriver(AtomicBoolean done) throws SQLException {
        try (Connection plain = Files.plain(files[1])) {
            Sql.execute(plain, "PRAGMA busy_timeout=60000");
            while (!done.get()) {
                Sql.execute(plain, "INSERT INTO t VALUES (1)");
                acknowledged[1].incrementAndGet();
            }
        }
    }

    private void write(int number, int round, Attaching attaching) throws SQLException {
        try (Connection connection = sources[number].getConnection()) {
            if (attaching == Attaching.SESSION) {
                Files.attach(connection, files[1 - number], "o");
            }
            if (attaching == Attaching.TRANSACTION) {
                writeAndAttach(connection, number);
            } else if (round % 3 == 0) {
                Sql.execute(connection, "INSERT INTO o.t VALUES (2)");
                acknowledged[1 - number].incrementAndGet();
                return;
            } else {
                connection.setAutoCommit(false);
                Sql.execute(connection, "INSERT INTO t VALUES (3)");
                Sql.execute(connection, "INSERT INTO o.t VALUES (3)");
                connection.commit();
            }
            acknowledged[0].incrementAndGet();
            acknowledged[1].incrementAndGet();
        }
    }

    /** Two that do so wait for each other, and then one is told to do it again. */
    private void writeAndAttach(Connection connection, int number) throws SQLException {
        connection.setAutoCommit(false);
        boolean attached = false;
        while (true) {
            try {
                Sql.execute(connection, "INSERT INTO t VALUES (4)");
                if (!attached) {
                    Files.attach(connection, files[1 - number], "o");
                    attached = true;
                }
                Sql.execute(connection, "INSERT INTO o.t VALUES (4)");
                connection.commit();
                return;
            } catch (WriteDeadlockException again) {
                connection.rollback();
            }
        }
    }
}
