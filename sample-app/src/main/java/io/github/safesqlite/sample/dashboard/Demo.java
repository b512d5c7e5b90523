// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import com.zaxxer.hikari.HikariConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mistakes made on purpose, so that a visitor sees how they are found. */
public final class Demo implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final int MOST_LEAKS = 5;

    /** Short, so that a visitor does not wait for minutes. */
    private static final Duration LEAK_THRESHOLD = Duration.ofSeconds(6);

    private final DataSource dataSource;
    private final Duration holdTime;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean hogging = new AtomicBoolean();
    private final Deque<Connection> leaked = new ArrayDeque<>();

    /** A mistake to make. */
    public enum Mistake {
        /** Opens a connection and never closes it. */
        LEAK,
        /** Holds the write gate. */
        HOG
    }

    /** Makes mistakes with this DataSource, and holds the write gate for this long. */
    public Demo(DataSource dataSource, Duration holdTime) {
        this.dataSource = dataSource;
        this.holdTime = holdTime;
    }

    /** Lets the DataSource report leaks early, and take them back. */
    public static SqliteConfigBuilder configure(SqliteConfigBuilder config, Set<Mistake> mistakes) {
        if (!mistakes.contains(Mistake.LEAK)) {
            return config;
        }
        return config.leakDetectionThreshold(LEAK_THRESHOLD)
                .reclaimLeaks(true)
                .reclaimThreshold(Duration.ofSeconds(20));
    }

    /** Lets HikariCP, which reports no leaks unless it is told to, report them early. */
    public static void configure(HikariConfig config, Set<Mistake> mistakes) {
        if (mistakes.contains(Mistake.LEAK)) {
            config.setLeakDetectionThreshold(LEAK_THRESHOLD.toMillis());
        }
    }

    /** Makes the mistake and says in words what will happen. */
    public String make(Mistake mistake) throws SQLException {
        return switch (mistake) {
            case LEAK -> leakConnection();
            case HOG -> holdTheWriter();
        };
    }

    /** Keeps only the last few, so that a visitor cannot fill the memory. */
    private String leakConnection() throws SQLException {
        Connection forgotten = dataSource.getConnection();
        try (Statement statement = forgotten.createStatement()) {
            statement.execute("SELECT 1");
        }
        synchronized (leaked) {
            leaked.addLast(forgotten);
            if (leaked.size() > MOST_LEAKS) {
                leaked.removeFirst().close();
            }
        }
        return "Leaked a connection. The log reports it within ten seconds.";
    }

    private String holdTheWriter() {
        if (!hogging.compareAndSet(false, true)) {
            return "The writer is already held.";
        }
        Thread hog = new Thread(this::hold, "demo-hog");
        hog.setDaemon(true);
        hog.start();
        return "Holds the writer for " + holdTime.toSeconds() + " s.";
    }

    private void hold() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS demo_hog (n INTEGER NOT NULL)");
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO demo_hog (n) VALUES (1)");
            boolean stopped = closed.await(holdTime.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info(stopped ? "the demo stops holding the writer" : "the demo has held the writer");
            connection.rollback();
        } catch (SQLException failure) {
            LOG.warn("the demo could not hold the writer", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            hogging.set(false);
        }
    }

    /** Stops holding the writer and closes what was leaked. */
    @Override
    public void close() throws SQLException {
        closed.countDown();
        synchronized (leaked) {
            for (Connection connection : leaked) {
                connection.close();
            }
            leaked.clear();
        }
    }
}
