// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads write, lend the gate to themselves, forget connections; others interrupt, cancel, abort and close what they are
 * at. After each round nobody holds anything and a new writer gets in; in the long run what was acknowledged is stored too.
 */
class DisturbedSessionsTest {
    private static final int WORKERS = 4;
    private static final int DISTURBERS = 2;
    private static final int STEPS = 8;

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final List<Actor> workers = new ArrayList<>();
    private final List<Actor> disturbers = new ArrayList<>();
    private final Actor collector = new Actor("collector");
    /** What each worker has open, kept from nobody's collector. */
    private final AtomicReferenceArray<WeakReference<Statement>> open = new AtomicReferenceArray<>(2 * WORKERS);

    /** The workers that may be interrupted; changed and used under its lock, so that no interrupt comes late. */
    private final Set<Integer> atWork = new HashSet<>();

    private final AtomicLong acknowledged = new AtomicLong();
    private ConcurrencySafeSqliteDataSource source;

    @Test
    @Timeout(300)
    void nothingIsHeldAfterARound() throws Exception {
        rounds(50, 20261121, false);
    }

    @Test
    @Tag("search")
    void nothingIsHeldAfterManyRounds() throws Exception {
        rounds(20_000, System.nanoTime(), true);
    }

    private void rounds(int count, long seed, boolean countsRows) throws Exception {
        System.out.println("seed " + seed);
        invariants.allowLog("was never closed");
        invariants.allowLog("not closed for");
        source = invariants.open(SqliteConfig.builder(directory.resolve("app.db"))
                .maximumPoolSize(3)
                .writeTimeout(Duration.ofSeconds(90))
                .connectionTimeout(Duration.ofSeconds(90))
                .leakDetectionThreshold(Duration.ofMillis(400))
                .slowWriteThresholdOff());
        Sql.run(source, "CREATE TABLE t(a INTEGER PRIMARY KEY, unit)");
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new Actor("worker-" + i));
        }
        for (int i = 0; i < DISTURBERS; i++) {
            disturbers.add(new Actor("disturber-" + i));
        }
        for (int round = 0; round < count; round++) {
            round("round " + round + ", seed " + seed, new Random(seed + round), countsRows);
        }
        for (Actor actor : workers) {
            actor.close();
        }
        for (Actor actor : disturbers) {
            actor.close();
        }
        collector.close();
    }

    private void round(String name, Random random, boolean countsRows) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        List<Actor.Started<Long>> working = new ArrayList<>();
        List<Actor.Started<Boolean>> disturbing = new ArrayList<>();
        List<Actor.Started<Boolean>> collecting = new ArrayList<>();
        boolean forgetful = random.nextInt(20) == 0;
        for (int i = 0; i < WORKERS; i++) {
            int worker = i;
            long seed = random.nextLong();
            working.add(workers.get(i).starts(name, () -> work(worker, new Random(seed), forgetful)));
        }
        for (Actor disturber : disturbers) {
            long seed = random.nextLong();
            disturbing.add(disturber.starts(name, () -> disturb(new Random(seed), over)));
        }
        if (forgetful) {
            // What was forgotten in a transaction holds the gate until it is collected.
            collecting.add(collector.starts(name, () -> collect(left)));
        }
        long told = 0;
        try {
            for (Actor.Started<Long> worker : working) {
                told += worker.result();
            }
        } catch (AssertionError stuck) {
            throw new AssertionError(name + ": stuck\n" + source.snapshot(), stuck);
        } finally {
            over.countDown();
        }
        for (Actor.Started<Boolean> disturber : disturbing) {
            disturber.result();
        }
        // Not before: whoever still looks at a forgotten statement keeps it.
        left.countDown();
        for (Actor.Started<Boolean> collected : collecting) {
            collected.result();
        }
        try {
            InvariantExtension.assertUnused(source);
        } catch (RuntimeException | AssertionError held) {
            throw new AssertionError(name + ": " + held.getMessage() + "\n" + source.snapshot(), held);
        }
        assertEquals(1, Sql.run(source, "INSERT INTO t(unit) VALUES (0)"), name);
        acknowledged.addAndGet(told);
        long stored = Sql.ask(source, "SELECT count(*) FROM t WHERE unit <> 0");
        if (countsRows && stored < acknowledged.get()) {
            throw new AssertionError(name + ": " + stored + " of " + acknowledged + " rows are stored");
        }
        assertEquals(
                0,
                Sql.ask(
                        source,
                        "SELECT count(*) FROM (SELECT unit FROM t WHERE unit > 0 GROUP BY unit HAVING count(*) <> 2)"),
                () -> name + ": half a transaction");
        Sql.run(source, "DELETE FROM t");
        acknowledged.set(0);
    }

    /** How many rows were acknowledged. */
    private long work(int worker, Random random, boolean forgetful) {
        synchronized (atWork) {
            atWork.add(worker);
        }
        long rows = 0;
        for (int step = 0; step < STEPS; step++) {
            try {
                rows += step(worker, random, forgetful);
            } catch (SQLException disturbed) {
                // An exception, and nothing worse.
            }
            // The interrupt was for this step.
            Thread.interrupted();
        }
        synchronized (atWork) {
            atWork.remove(worker);
        }
        open.set(2 * worker, null);
        open.set(2 * worker + 1, null);
        return rows;
    }

    private Statement opened(int slot, Connection connection) throws SQLException {
        Statement statement = connection.createStatement();
        open.set(slot, new WeakReference<>(statement));
        return statement;
    }

    private long step(int worker, Random random, boolean forgetful) throws SQLException {
        int unit = 1 + random.nextInt(Integer.MAX_VALUE - 1);
        switch (random.nextInt(forgetful ? 7 : 6)) {
            case 0 -> {
                try (Connection connection = source.getConnection();
                        Statement statement = opened(2 * worker, connection)) {
                    return statement.executeUpdate("INSERT INTO t(unit) VALUES (-1)");
                }
            }
            case 1 -> {
                return transaction(worker, unit, random);
            }
            case 2 -> {
                return nested(worker, random);
            }
            case 3 -> {
                try (Connection connection = source.getConnection();
                        Statement statement = opened(2 * worker, connection);
                        ResultSet rows = statement.executeQuery("INSERT INTO t(unit) VALUES (-1) RETURNING a")) {
                    return rows.next() ? 1 : 0;
                }
            }
            case 4 -> {
                try (Connection connection = source.getConnection();
                        Statement statement = opened(2 * worker, connection)) {
                    statement.addBatch("INSERT INTO t(unit) VALUES (" + unit + ")");
                    statement.addBatch("INSERT INTO t(unit) VALUES (" + unit + ")");
                    return statement.executeBatch().length;
                }
            }
            case 5 -> {
                try (Connection connection = source.getConnection();
                        Statement query = opened(2 * worker, connection);
                        ResultSet rows = query.executeQuery("SELECT a FROM t UNION ALL SELECT 1 UNION ALL SELECT 2");
                        Statement statement = opened(2 * worker + 1, connection)) {
                    rows.next();
                    return statement.executeUpdate("INSERT INTO t(unit) VALUES (-1)");
                }
            }
            default -> {
                Connection forgotten = source.getConnection();
                forgotten.setAutoCommit(false);
                opened(2 * worker, forgotten).executeUpdate("INSERT INTO t(unit) VALUES (" + unit + ")");
                return 0;
            }
        }
    }

    private long transaction(int worker, int unit, Random random) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = opened(2 * worker, connection)) {
                if (random.nextBoolean()) {
                    statement.executeQuery("SELECT count(*) FROM t").next();
                }
                statement.executeUpdate("INSERT INTO t(unit) VALUES (" + unit + ")");
                statement.executeUpdate("INSERT INTO t(unit) VALUES (" + unit + ")");
                if (random.nextInt(4) == 0) {
                    return 0;
                }
                connection.commit();
                return 2;
            }
        }
    }

    /** A second connection writes while the first one has only read; either may end first. */
    private long nested(int worker, Random random) throws SQLException {
        long rows = 0;
        try (Connection outer = source.getConnection();
                Connection inner = source.getConnection()) {
            outer.setAutoCommit(false);
            Statement read = opened(2 * worker, outer);
            read.executeQuery("SELECT count(*) FROM t").next();
            boolean autoCommit = random.nextBoolean();
            inner.setAutoCommit(autoCommit);
            int written = opened(2 * worker + 1, inner).executeUpdate("INSERT INTO t(unit) VALUES (-1)");
            rows += autoCommit ? written : 0;
            switch (random.nextInt(5)) {
                case 0 -> outer.commit();
                case 1 -> outer.close();
                case 2 -> outer.abort(Runnable::run);
                default -> {}
            }
            if (!autoCommit) {
                inner.commit();
                rows += written;
            }
            if (!outer.isClosed() && random.nextBoolean()) {
                read.executeUpdate("INSERT INTO t(unit) VALUES (-1)");
                outer.commit();
                rows++;
            }
            return rows;
        } catch (SQLException disturbed) {
            acknowledged.addAndGet(rows);
            throw disturbed;
        }
    }

    private static boolean collect(CountDownLatch over) throws InterruptedException {
        boolean ended = false;
        while (!ended) {
            System.gc();
            ended = over.await(20, TimeUnit.MILLISECONDS);
        }
        System.gc();
        return true;
    }

    private boolean disturb(Random random, CountDownLatch over) throws Exception {
        while (!over.await(random.nextInt(400), TimeUnit.MICROSECONDS)) {
            int worker = random.nextInt(WORKERS);
            WeakReference<Statement> found = open.get(2 * worker + random.nextInt(2));
            Statement statement = found == null ? null : found.get();
            try {
                switch (random.nextInt(9)) {
                    case 0, 1 -> {
                        synchronized (atWork) {
                            if (atWork.contains(worker)) {
                                workers.get(worker).thread().interrupt();
                            }
                        }
                    }
                    case 2, 3 -> {
                        if (statement != null) {
                            statement.cancel();
                        }
                    }
                    case 4 -> {
                        if (statement != null) {
                            statement.getConnection().abort(Runnable::run);
                        }
                    }
                    case 5 -> {
                        if (statement != null) {
                            statement.getConnection().abort(task -> new Thread(task).start());
                        }
                    }
                    case 6 -> {
                        if (statement != null) {
                            statement.getConnection().close();
                        }
                    }
                    case 7 -> {
                        if (statement != null) {
                            statement.close();
                        }
                    }
                    default -> Thread.yield();
                }
            } catch (SQLException closedMeanwhile) {
                // So there was nothing to disturb.
            }
        }
        return true;
    }
}
