// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.retry.Sleeper;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs a transaction once more if it failed for no fault of its own: because of what others did at the same time. That is
 * SQLState 40001, which this library's exceptions have where a repetition helps, and which PostgreSQL and engines with its protocol
 * give for a serialization failure; and 40P01, PostgreSQL's deadlock. Any DataSource will do. Immutable; safe for use by multiple threads.
 *
 * <pre>{@code
 * long balance = TransactionRetry.on(dataSource).call(connection -> {
 *     long before = read(connection, account);
 *     write(connection, account, before + amount);
 *     return before + amount;
 * });
 * }</pre>
 *
 * <p>The work runs from its beginning each time, with a connection of its own, so it must not do anything outside of the database that
 * cannot be done twice.
 */
public final class TransactionRetry {
    private static final int MAXIMUM_ATTEMPTS = 10;
    private static final Duration MAXIMUM_DELAY = Duration.ofSeconds(1);
    private static final Duration FIRST_DELAY = Duration.ofMillis(5);

    /** Half of a delay is by chance, so that those that were in each other's way are not again. */
    private static final double JITTER = 0.5;

    /** Not all of class 40: with 40003 nobody knows whether the transaction was committed. */
    private static final Set<String> REPEATABLE = Set.of(SqlState.SERIALIZATION_FAILURE, "40P01");

    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final DataSource dataSource;
    private final int maximumAttempts;
    private final Duration maximumDelay;
    private final Sleeper sleeper;
    private final DoubleSupplier random;

    private TransactionRetry(
            DataSource dataSource, int maximumAttempts, Duration maximumDelay, Sleeper sleeper, DoubleSupplier random) {
        this.dataSource = dataSource;
        this.maximumAttempts = maximumAttempts;
        this.maximumDelay = maximumDelay;
        this.sleeper = sleeper;
        this.random = random;
    }

    /** Transactions on the connections of a DataSource: at most 10 attempts, with pauses from 5 ms on that double up to a second. */
    public static TransactionRetry on(DataSource dataSource) {
        return new TransactionRetry(
                Objects.requireNonNull(dataSource, "dataSource"),
                MAXIMUM_ATTEMPTS,
                MAXIMUM_DELAY,
                Sleeper.parking(),
                () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * The same with another bound on the attempts, the first one included.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TransactionRetry withMaximumAttempts(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("maximumAttempts must be at least 1, was " + count);
        }
        return new TransactionRetry(dataSource, count, maximumDelay, sleeper, random);
    }

    /**
     * The same with another bound on the pause between two attempts.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public TransactionRetry withMaximumDelay(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("maximumDelay must not be negative, was " + delay);
        }
        return new TransactionRetry(dataSource, maximumAttempts, delay, sleeper, random);
    }

    /** The same with another clock. */
    TransactionRetry with(Sleeper otherSleeper, DoubleSupplier otherRandom) {
        return new TransactionRetry(dataSource, maximumAttempts, maximumDelay, otherSleeper, otherRandom);
    }

    /**
     * What is done inside a transaction.
     *
     * @param <T> its result
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        /** Runs on a connection without auto-commit; it neither commits nor closes. */
        T run(Connection connection) throws SQLException;
    }

    /**
     * Runs the work in a transaction and commits it; from the beginning once more as long as that helps.
     *
     * @return the result of the attempt that was committed
     * @throws SQLException what the last attempt failed with, those before as suppressed ones; at once if another attempt would not
     *     help, or if the thread is interrupted during a pause, with the flag set
     */
    public <T extends @Nullable Object> T call(Work<T> work) throws SQLException {
        @Nullable SQLException earlier = null;
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException failure) {
                if (earlier != null) {
                    failure.addSuppressed(earlier);
                }
                if (attempt == maximumAttempts || !isRepeatable(failure) || !pause(attempt)) {
                    throw failure;
                }
                earlier = failure;
            }
        }
    }

    private <T extends @Nullable Object> T once(Work<T> work) throws SQLException {
        Connection connection = dataSource.getConnection();
        Boolean autoCommit = null;
        try {
            autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            T result = work.run(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException | Error failure) {
            if (!isRolledBack(connection, failure)) {
                // To set it would commit.
                autoCommit = null;
            }
            throw failure;
        } finally {
            giveBack(connection, autoCommit);
        }
    }

    private static boolean isRolledBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException alsoFailed) {
            failure.addSuppressed(alsoFailed);
            return false;
        }
    }

    /** What was committed stays committed, and must not be done again, if this fails. */
    private static void giveBack(Connection connection, @Nullable Boolean autoCommit) {
        try (connection) {
            if (autoCommit != null) {
                connection.setAutoCommit(autoCommit);
            }
        } catch (SQLException failure) {
            log.atDebug().setCause(failure).log("a connection failed to close after its transaction");
        }
    }

    private static boolean isRepeatable(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && REPEATABLE.contains(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the next attempt may begin. */
    private boolean pause(int attempt) {
        double longest = Math.min((double) maximumDelay.toNanos(), FIRST_DELAY.toNanos() * Math.pow(2, attempt - 1.0));
        try {
            sleeper.sleep((long) (longest * (1 - JITTER * random.getAsDouble())));
            return true;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
