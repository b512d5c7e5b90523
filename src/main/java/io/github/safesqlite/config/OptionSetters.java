// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.SqliteListener;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The typed setters of the builder. Each replaces what was set before; ranges are checked when the configuration is built.
 *
 * @param <B> the builder
 */
abstract sealed class OptionSetters<B> permits MaintenanceSetters {
    final ConfigDraft draft;

    OptionSetters(ConfigDraft draft) {
        this.draft = draft;
    }

    abstract B self();

    <T> B set(Option<T> option, T value) {
        draft.set(option, Objects.requireNonNull(value));
        return self();
    }

    /** The name of the pool in messages, logs, threads and metrics. Default: the file's name without extension. */
    public B poolName(String name) {
        return set(Options.POOL_NAME, name);
    }

    /** A set of PRAGMAs for one kind of use; what is set explicitly wins. Default SERVER. */
    public B profile(Profile profile) {
        return set(Options.PROFILE, profile);
    }

    /** The most physical connections that run at once, 1 to 1000. Default 10. */
    public B maximumPoolSize(int size) {
        return set(Options.MAXIMUM_POOL_SIZE, size);
    }

    /** How many idle physical connections are kept, 0 to {@code maximumPoolSize}. Default 2. */
    public B minimumIdle(int count) {
        return set(Options.MINIMUM_IDLE, count);
    }

    /** The most connections of sessions that have read and now wait to write. Default: {@code maximumPoolSize}. */
    public B maximumParked(int count) {
        return set(Options.MAXIMUM_PARKED, count);
    }

    /** How long an idle physical connection above {@code minimumIdle} is kept. Default 30 s. */
    public B idleTimeout(Duration limit) {
        return set(Options.IDLE_TIMEOUT, Optional.of(limit));
    }

    /** Switches {@code idleTimeout} off. */
    public B idleTimeoutOff() {
        return set(Options.IDLE_TIMEOUT, Optional.empty());
    }

    /** The age at which an idle physical connection is closed. Default off. */
    public B maxLifetime(Duration limit) {
        return set(Options.MAX_LIFETIME, Optional.of(limit));
    }

    /** Switches {@code maxLifetime} off. */
    public B maxLifetimeOff() {
        return set(Options.MAX_LIFETIME, Optional.empty());
    }

    /** The maximum time to wait for a physical connection. Default 5 s. */
    public B connectionTimeout(Duration limit) {
        return set(Options.CONNECTION_TIMEOUT, limit);
    }

    /** The longest wait to write, gate and retries together. Default 30 s. */
    public B writeTimeout(Duration limit) {
        return set(Options.WRITE_TIMEOUT, limit);
    }

    /** How long closing the DataSource waits for its users; zero waits for nobody. Default 5 s. */
    public B closeTimeout(Duration limit) {
        return set(Options.CLOSE_TIMEOUT, limit);
    }

    /** How a read-write transaction begins. Default IMMEDIATE. */
    public B beginMode(BeginMode mode) {
        return set(Options.BEGIN_MODE, mode);
    }

    /** The most attempts, 1 + retries, while SQLite is busy. Default 1000. */
    public B retryAttempts(int attempts) {
        return set(Options.RETRY_ATTEMPTS, attempts);
    }

    /** The wait before the second attempt; later ones double. Default 50 us. */
    public B retryFirstDelay(Duration delay) {
        return set(Options.RETRY_FIRST_DELAY, delay);
    }

    /** The maximum wait between two attempts. Default 10 ms. */
    public B retryMaximumDelay(Duration delay) {
        return set(Options.RETRY_MAXIMUM_DELAY, delay);
    }

    /** The part of each wait that is random, 0 to 1. Default 0.5. */
    public B retryJitter(double part) {
        return set(Options.RETRY_JITTER, part);
    }

    /** Whether queued autocommit writes may share one transaction. Default true. */
    public B groupCommit(boolean enabled) {
        return set(Options.GROUP_COMMIT, enabled);
    }

    /** Whether an autocommit batch is one transaction. Default true. */
    public B atomicBatches(boolean enabled) {
        return set(Options.ATOMIC_BATCHES, enabled);
    }

    /** Whether a write fails that waits for a connection of its own thread. Default true. */
    public B detectNestedWrites(boolean enabled) {
        return set(Options.DETECT_NESTED_WRITES, enabled);
    }

    /** How long such a write waits for another thread to go on with that connection. Default 250 ms. */
    public B nestedWriteGrace(Duration time) {
        return set(Options.NESTED_WRITE_GRACE, time);
    }

    /** About how many bytes the rows of a RETURNING in auto-commit mode may take in memory. Default 16 MiB. */
    public B returningMemory(long bytes) {
        return set(Options.RETURNING_MEMORY, bytes);
    }

    /** Prepared statements kept per physical connection, 0 to 100000. Default 128. */
    public B statementCacheSize(int size) {
        return set(Options.STATEMENT_CACHE_SIZE, size);
    }

    /** About how many bytes of native memory the prepared statements kept per physical connection may take. Default 4 MiB. */
    public B statementCacheMemory(long bytes) {
        return set(Options.STATEMENT_CACHE_MEMORY, bytes);
    }

    /** The most bytes for pages of the database in all physical connections together. Default 128 MiB. */
    public B cacheMemory(long bytes) {
        return set(Options.CACHE_MEMORY, Optional.of(bytes));
    }

    /** Switches {@code cacheMemory} off: each connection takes up to its {@code cache_size}. */
    public B cacheMemoryOff() {
        return set(Options.CACHE_MEMORY, Optional.empty());
    }

    /** How long a connection is open before it is reported. Default 60 s. */
    public B leakDetectionThreshold(Duration limit) {
        return set(Options.LEAK_DETECTION_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code leakDetectionThreshold} off. */
    public B leakDetectionThresholdOff() {
        return set(Options.LEAK_DETECTION_THRESHOLD, Optional.empty());
    }

    /** Whether a connection that idles for {@code reclaimThreshold} is taken back from its user. Default false. */
    public B reclaimLeaks(boolean enabled) {
        return set(Options.RECLAIM_LEAKS, enabled);
    }

    /** How long a connection may idle before {@code reclaimLeaks} takes it back. Default 10 min. */
    public B reclaimThreshold(Duration limit) {
        return set(Options.RECLAIM_THRESHOLD, limit);
    }

    /** How long a session is in the write gate before it is reported. Default 1 s. */
    public B slowWriteThreshold(Duration limit) {
        return set(Options.SLOW_WRITE_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code slowWriteThreshold} off. */
    public B slowWriteThresholdOff() {
        return set(Options.SLOW_WRITE_THRESHOLD, Optional.empty());
    }

    /** Whether the stack that created a statement is kept. Default false. */
    public B traceStatements(boolean enabled) {
        return set(Options.TRACE_STATEMENTS, enabled);
    }

    /** Whether the library runs checkpoints; false also sets {@code wal_autocheckpoint=0}. Default true. */
    public B checkpoint(boolean enabled) {
        return set(Options.CHECKPOINT, enabled);
    }

    /** The interval between checks of the size of the write-ahead log. Default 30 s. */
    public B checkpointInterval(Duration interval) {
        return set(Options.CHECKPOINT_INTERVAL, interval);
    }

    /** The size of the {@code -wal} file above which it is truncated. Default 64 MiB. */
    public B walSoftLimit(long bytes) {
        return set(Options.WAL_SOFT_LIMIT, bytes);
    }

    /** The size of the {@code -wal} file above which writers wait a moment for it to be truncated. Default 4 x soft limit. */
    public B walHardLimit(long bytes) {
        return set(Options.WAL_HARD_LIMIT, bytes);
    }

    /** How long a read is open, while the write-ahead log is large, before it is reported. Default 60 s. */
    public B pinThreshold(Duration limit) {
        return set(Options.PIN_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code pinThreshold} off. */
    public B pinThresholdOff() {
        return set(Options.PIN_THRESHOLD, Optional.empty());
    }

    /** How long a read that nobody uses is left open before it is ended. Default off. */
    public B maxReadAge(Duration limit) {
        return set(Options.MAX_READ_AGE, Optional.of(limit));
    }

    /** Switches {@code maxReadAge} off. */
    public B maxReadAgeOff() {
        return set(Options.MAX_READ_AGE, Optional.empty());
    }

    /** What happens if a PRAGMA does not take effect. Default FAIL. */
    public B pragmaMismatch(PragmaMismatch policy) {
        return set(Options.PRAGMA_MISMATCH, policy);
    }

    /** What happens if the file is on a network filesystem. Default WARN. */
    public B networkFilesystem(NetworkFilesystem policy) {
        return set(Options.NETWORK_FILESYSTEM, policy);
    }

    /** What happens if the driver brings a version of SQLite that may lose commits. Default WARN. */
    public B unsafeSqlite(UnsafeSqlite policy) {
        return set(Options.UNSAFE_SQLITE, policy);
    }

    /** What happens if the path of the open database comes to name another file. Default REOPEN. */
    public B fileReplaced(FileReplaced policy) {
        return set(Options.FILE_REPLACED, policy);
    }

    /** How long a look at the file's identity counts; zero looks each time. Default 100 ms. */
    public B fileCheckInterval(Duration interval) {
        return set(Options.FILE_CHECK_INTERVAL, interval);
    }

    /** Sets how attempts follow each other while SQLite is busy. */
    public B retry(RetryConfig retry) {
        retryAttempts(retry.attempts());
        retryFirstDelay(retry.firstDelay());
        retryMaximumDelay(retry.maximumDelay());
        return retryJitter(retry.jitter());
    }

    /** Whether the DataSource can be seen and steered by JMX. Default false. */
    public B registerMbeans(boolean enabled) {
        return set(Options.REGISTER_MBEANS, enabled);
    }

    /** Sets the Dropwizard {@code MetricRegistry}; null for none. */
    public B metricRegistry(@Nullable Object registry) {
        draft.metricRegistry = registry;
        return self();
    }

    /** Sets the Dropwizard {@code HealthCheckRegistry}; null for none. */
    public B healthCheckRegistry(@Nullable Object registry) {
        draft.healthCheckRegistry = registry;
        return self();
    }

    /** Adds a listener behind those added before. It is called on a thread of its own unless it is an {@link InlineListener}. */
    public B listener(SqliteListener listener) {
        draft.listeners.add(Objects.requireNonNull(listener));
        return self();
    }
}
