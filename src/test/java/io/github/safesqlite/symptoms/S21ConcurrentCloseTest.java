// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Symptom 21: the JVM crashed when one thread closed a connection that another one was using. */
class S21ConcurrentCloseTest {
    private static final int THREADS = 8;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    /** What several threads use and close at the same time; its rows hold its own number only. */
    private static final class Shared {
        final int number;
        final Connection connection;
        final PreparedStatement select;
        final PreparedStatement insert;

        Shared(int number, Connection connection) throws SQLException {
            this.number = number;
            this.connection = connection;
            this.select = connection.prepareStatement(
                    "SELECT " + number + " UNION ALL SELECT " + number + " UNION ALL SELECT " + number);
            this.insert = connection.prepareStatement("INSERT INTO t VALUES (?)");
        }
    }

    @Test
    @Timeout(180)
    void usersAndClosersMeetOnlySqlExceptions() throws Exception {
        fuzz(Duration.ofSeconds(3), 20261121);
    }

    @Test
    void statementThatAnotherThreadReachedIsNotHandedToTheNextSession() throws Exception {
        List<Boolean> fromCache = new ArrayList<>();
        ConcurrencySafeSqliteDataSource source = invariants.open(
                SqliteConfig.builder(directory.resolve("app.db")).minimumIdle(0).listener(new InlineListener() {
                    @Override
                    public void statementPrepared(boolean hit) {
                        fromCache.add(hit);
                    }
                }));
        String select = "SELECT 1 UNION SELECT 2";
        // A text that was not prepared is kept when it comes again.
        Sql.ask(source, select);
        Sql.ask(source, select);
        fromCache.clear();
        Sql.ask(source, select);
        assertEquals(List.of(true), fromCache, "one thread");
        try (Actor reader = new Actor("reader");
                Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            reader.gets("read a row", () -> statement.executeQuery(select).next());
        }
        fromCache.clear();
        Sql.ask(source, select);
        assertEquals(List.of(false), fromCache, "the reader may be inside the old one still");
    }

    @Test
    @Tag("soak")
    void usersAndClosersMeetOnlySqlExceptionsForLong() throws Exception {
        for (int round = 0; round < 40; round++) {
            fuzz(Duration.ofSeconds(3), System.nanoTime());
        }
    }

    private void fuzz(Duration time, long seed) throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .maximumPoolSize(4)
                .writeTimeout(Duration.ofSeconds(60))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE IF NOT EXISTS t(a)");
        AtomicReference<Shared> current = new AtomicReference<>(new Shared(1, source.getConnection()));
        long end = System.nanoTime() + time.toNanos();
        List<Actor> actors = new ArrayList<>();
        List<Actor.Started<Boolean>> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(seed + i);
            Actor actor = new Actor("user-" + i);
            actors.add(actor);
            users.add(actor.starts("fuzz, seed " + (seed + i), () -> {
                while (System.nanoTime() < end) {
                    useOrClose(source, current, random);
                }
                return true;
            }));
        }
        Actor closer = new Actor("closer");
        actors.add(closer);
        // Nobody else would end the transaction that is open when the time is over, and some may wait for that.
        closer.starts("close what is left open", () -> {
            until(() -> {
                if (System.nanoTime() >= end) {
                    current.get().connection.close();
                }
                return users.stream().allMatch(Actor.Started::isDone);
            });
            return true;
        });
        awaitAll(users);
        for (Actor actor : actors) {
            actor.close();
        }
        current.get().connection.close();
        long before = Sql.ask(source, "SELECT count(*) FROM t");
        assertEquals(1, Sql.run(source, "INSERT INTO t VALUES (-1)"), "no lock was lost");
        assertEquals(before + 1, Sql.ask(source, "SELECT count(*) FROM t"));
    }

    /** Waits for all, as the failure of one is why another is stuck. */
    private static void awaitAll(List<Actor.Started<Boolean>> users) {
        AssertionError failure = null;
        for (Actor.Started<Boolean> user : users) {
            try {
                user.result();
            } catch (Exception | AssertionError broken) {
                failure = failure == null ? new AssertionError("the fuzz failed") : failure;
                failure.addSuppressed(broken);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static void useOrClose(
            ConcurrencySafeSqliteDataSource source, AtomicReference<Shared> current, Random random) throws Exception {
        Shared shared = current.get();
        try {
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> readOwnRows(shared);
                case 3 -> {
                    shared.insert.setInt(1, shared.number);
                    shared.insert.executeUpdate();
                }
                case 4 -> {
                    try (Statement statement = shared.connection.createStatement()) {
                        statement.executeUpdate("INSERT INTO t VALUES (" + shared.number + ")");
                    }
                }
                case 5 -> shared.connection.setAutoCommit(random.nextBoolean());
                case 6 -> shared.connection.commit();
                case 7 -> shared.connection.rollback();
                case 8 -> shared.select.cancel();
                case 9 -> {
                    shared.insert.setInt(1, shared.number);
                    shared.insert.addBatch();
                }
                case 10 -> shared.insert.executeBatch();
                case 11 -> replace(source, current, shared, shared.connection::close);
                case 12 -> replace(source, current, shared, () -> shared.connection.abort(Runnable::run));
                default -> shared.select.getMoreResults();
            }
        } catch (SQLException expected) {
            // That is the contract: an exception, and nothing worse.
        }
    }

    private static void replace(
            ConcurrencySafeSqliteDataSource source, AtomicReference<Shared> current, Shared old, Actor.Step close)
            throws Exception {
        Connection fresh = source.getConnection();
        boolean used = false;
        try {
            used = current.compareAndSet(old, new Shared(old.number + 1, fresh));
        } finally {
            if (!used) {
                fresh.close();
            }
        }
        close.run();
    }

    /**
     * Several threads share the statement, and by chance its result set: another one may step past the end just before the
     * value is read, which then is 0. But no row may come from another session.
     */
    private static void readOwnRows(Shared shared) throws SQLException {
        try (ResultSet rows = shared.select.executeQuery()) {
            while (rows.next()) {
                int value = rows.getInt(1);
                if (value != 0 && !rows.isClosed()) {
                    assertEquals(shared.number, value, "a row of another session");
                }
            }
        }
    }
}
