// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Queues writes and commits many of them in one transaction, in the order of their submission. A write has exactly one outcome,
 * that of its future. Safe for use by multiple threads.
 *
 * <p>A future that completes normally stands for a write that is committed, with the durability of the DataSource's
 * {@code synchronous} setting. One bad row fails alone. A write whose commit failed is never sent again.
 *
 * <p>Futures complete on the executor of the options. Code that runs there, in a {@link Binder} or in a
 * {@link Unit} must not wait for this writer: a {@code submit} that would have to wait for room throws
 * IllegalStateException there.
 *
 * <pre>{@code
 * try (BatchWriter log = dataSource.batchWriter(BatchWriterOptions.defaults())) {
 *     log.submit("INSERT INTO request (path, millis) VALUES (?, ?)", path, millis);
 * }
 * }</pre>
 */
public interface BatchWriter extends AutoCloseable {
    /**
     * Queues a statement.
     *
     * @param sql one statement that may run in a transaction: no BEGIN, COMMIT, PRAGMA, VACUUM or ATTACH
     * @param parameters as {@code setObject} takes them; arrays and other mutable ones must not be changed until the write is done
     * @return fails with an SQLException if it was not written, also if it could not be queued
     * @throws IllegalArgumentException if {@code sql} will not do
     */
    CompletableFuture<WriteResult> submit(String sql, @Nullable Object... parameters);

    /** The same, with parameters that are set when it is written. The bound in bytes does not know their size. */
    CompletableFuture<WriteResult> submit(String sql, Binder binder);

    /** Queues several statements that are written all or not at all. They run in a savepoint, so they fail alone. */
    <T extends @Nullable Object> CompletableFuture<T> submit(Unit<T> unit);

    /** As {@link #submit(String, Object...)}, but never waits and drops nothing: empty if there is no room. */
    Optional<CompletableFuture<WriteResult>> trySubmit(String sql, @Nullable Object... parameters);

    /** As {@link #submit(String, Binder)}, but never waits and drops nothing: empty if there is no room. */
    Optional<CompletableFuture<WriteResult>> trySubmit(String sql, Binder binder);

    /** As {@link #submit(Unit)}, but never waits and drops nothing: empty if there is no room. */
    <T extends @Nullable Object> Optional<CompletableFuture<T>> trySubmit(Unit<T> unit);

    /**
     * Has all that was submitted before written now, without {@code linger}.
     *
     * @return completes when each of these writes has its outcome; with the first failure, if one of those submitted since the
     *     last flush failed
     */
    CompletableFuture<Void> flush();

    /**
     * A subscriber that writes each item of a publisher with one statement.
     *
     * @param parameters the parameters for an item
     */
    <T> Subscriber<T> subscriber(String sql, Function<? super T, @Nullable Object[]> parameters);

    /** Its numbers at this moment. */
    BatchWriterSnapshot snapshot();

    /**
     * Takes no more writes, writes those that wait, and fails those that are not written in time.
     *
     * @param longest how long it may take
     * @return how many were not written, or are still being written; 0 is: everything was
     * @throws IllegalStateException if it is called by a binder or a unit of this writer
     */
    int close(Duration longest);

    /** The same within {@code closeTimeout} of the DataSource. What was not written is told in the log. */
    @Override
    void close();

    /** Sets the parameters of one write. */
    @FunctionalInterface
    interface Binder {
        /**
         * Sets the parameters; none is set before. It is called on the thread that writes, when the batch is written, and again if
         * the batch was rolled back and is written once more, so it must set the same values each time.
         *
         * @param statement to be set only, not to be executed or closed
         */
        void bind(PreparedStatement statement) throws SQLException;
    }

    /**
     * Several statements that belong together: all of them are written, or none.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    interface Unit<T> {
        /**
         * Runs the statements. It is called on the thread that writes, and again if the batch was rolled back and is written once
         * more: what it does beside the database must bear that.
         *
         * @param connection inside a transaction that the writer commits; it refuses {@code commit}, {@code rollback} and
         *     {@code close} does nothing
         * @throws Exception if the unit failed: what it wrote is undone, and nothing else
         */
        @Nullable
        T run(Connection connection) throws Exception;
    }

    /**
     * Writes what a publisher gives, and asks for no more than the writer has room for.
     *
     * @param <T> the items
     */
    interface Subscriber<T> extends Flow.Subscriber<T> {
        /**
         * Completes when all items have been written: with their number, or with the first failure, of a write or of the publisher.
         * After a failed write the subscription is cancelled.
         */
        CompletableFuture<Long> done();
    }
}
