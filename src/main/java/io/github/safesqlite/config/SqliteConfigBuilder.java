// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.event.SqliteListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.Collation;
import org.sqlite.Function;

/**
 * Builds a {@link SqliteConfig}. Each setter replaces what was set before; {@link #build} reports all problems
 * together. Not safe for concurrent use.
 */
public final class SqliteConfigBuilder {
    private static final int ANY_NUMBER = -1;

    private final ConfigDraft draft;

    SqliteConfigBuilder(ConfigDraft draft) {
        this.draft = draft;
    }

    private <T> SqliteConfigBuilder set(Option<T> option, T value) {
        draft.set(option, Objects.requireNonNull(value));
        return this;
    }

    /** The name of the pool in messages, logs, threads and metrics. Default: the file's name without extension. */
    public SqliteConfigBuilder poolName(String name) {
        return set(Options.POOL_NAME, name);
    }

    /** A set of PRAGMAs for one kind of use; explicit settings take precedence. Default SERVER. */
    public SqliteConfigBuilder profile(Profile profile) {
        return set(Options.PROFILE, profile);
    }

    /** The maximum number of physical connections that run at once, 1 to 1000. Default 10. */
    public SqliteConfigBuilder maximumPoolSize(int size) {
        return set(Options.MAXIMUM_POOL_SIZE, size);
    }

    /** The number of idle physical connections kept, 0 to {@code maximumPoolSize}. Default 2. */
    public SqliteConfigBuilder minimumIdle(int count) {
        return set(Options.MINIMUM_IDLE, count);
    }

    /** The maximum of physical connections that have read and wait to write. Default: {@code maximumPoolSize}. */
    public SqliteConfigBuilder maximumParked(int count) {
        return set(Options.MAXIMUM_PARKED, count);
    }

    /** How long an idle physical connection above {@code minimumIdle} is kept. Default 30 s. */
    public SqliteConfigBuilder idleTimeout(Duration limit) {
        return set(Options.IDLE_TIMEOUT, Optional.of(limit));
    }

    /** Switches {@code idleTimeout} off. */
    public SqliteConfigBuilder idleTimeoutOff() {
        return set(Options.IDLE_TIMEOUT, Optional.empty());
    }

    /** The age at which an idle physical connection is closed. Default off. */
    public SqliteConfigBuilder maxLifetime(Duration limit) {
        return set(Options.MAX_LIFETIME, Optional.of(limit));
    }

    /** Switches {@code maxLifetime} off. */
    public SqliteConfigBuilder maxLifetimeOff() {
        return set(Options.MAX_LIFETIME, Optional.empty());
    }

    /** The maximum time to wait for a physical connection. Default 5 s. */
    public SqliteConfigBuilder connectionTimeout(Duration limit) {
        return set(Options.CONNECTION_TIMEOUT, limit);
    }

    /** The maximum time to wait to write, at the gate and in retries together. Default 30 s. */
    public SqliteConfigBuilder writeTimeout(Duration limit) {
        return set(Options.WRITE_TIMEOUT, limit);
    }

    /** How long closing the DataSource waits for connections in use; zero does not wait. Default 5 s. */
    public SqliteConfigBuilder closeTimeout(Duration limit) {
        return set(Options.CLOSE_TIMEOUT, limit);
    }

    /** How a read-write transaction begins. Default ADAPTIVE. */
    public SqliteConfigBuilder beginMode(BeginMode mode) {
        return set(Options.BEGIN_MODE, mode);
    }

    /** How many transactions in a row must have only read until one that begins alike takes no lock. Default 3. */
    public SqliteConfigBuilder adaptiveTrustAfter(int transactions) {
        return set(Options.ADAPTIVE_TRUST_AFTER, transactions);
    }

    /** The same number since the last of them that wrote. Default 100. */
    public SqliteConfigBuilder adaptiveTrustAgainAfter(int transactions) {
        return set(Options.ADAPTIVE_TRUST_AGAIN_AFTER, transactions);
    }

    /** How many beginnings of transactions are remembered, 1 to 1000000. Default 1000. */
    public SqliteConfigBuilder adaptiveKeys(int count) {
        return set(Options.ADAPTIVE_KEYS, count);
    }

    /** How long a transaction in the middle of a query that has only read may stay in the gate while others wait. Default 25 ms. */
    public SqliteConfigBuilder giveWayAfter(Duration time) {
        return set(Options.GIVE_WAY_AFTER, Optional.of(time));
    }

    /** Switches {@code giveWayAfter} off. */
    public SqliteConfigBuilder giveWayAfterOff() {
        return set(Options.GIVE_WAY_AFTER, Optional.empty());
    }

    /**
     * The maximum time to wait for another transaction that began alike while nothing is known of them; zero does not wait. Default 1 s.
     */
    public SqliteConfigBuilder firstRunTimeout(Duration limit) {
        return set(Options.FIRST_RUN_TIMEOUT, limit);
    }

    /** How many reads are repeated at most before a write on an outdated snapshot; 0 repeats none. Default 64. */
    public SqliteConfigBuilder recheckReads(int count) {
        return set(Options.RECHECK_READS, count);
    }

    /** The maximum number of rows of these reads together. Default 10000. */
    public SqliteConfigBuilder recheckRows(int count) {
        return set(Options.RECHECK_ROWS, count);
    }

    /** The maximum time to repeat these reads. Default 1 s. */
    public SqliteConfigBuilder recheckTimeout(Duration limit) {
        return set(Options.RECHECK_TIMEOUT, limit);
    }

    /** Sets what names transactions for {@link BeginMode#ADAPTIVE}; null for the names of Spring's transactions. */
    public SqliteConfigBuilder transactionNames(@Nullable TransactionNames names) {
        draft.transactionNames = names;
        return this;
    }

    /** The maximum number of attempts, 1 + retries, while SQLite is busy. Default 10000. */
    public SqliteConfigBuilder retryAttempts(int attempts) {
        return set(Options.RETRY_ATTEMPTS, attempts);
    }

    /** The wait before the second attempt; each later wait is twice as long. Default 50 us. */
    public SqliteConfigBuilder retryFirstDelay(Duration delay) {
        return set(Options.RETRY_FIRST_DELAY, delay);
    }

    /** The maximum wait between two attempts. Default 10 ms. */
    public SqliteConfigBuilder retryMaximumDelay(Duration delay) {
        return set(Options.RETRY_MAXIMUM_DELAY, delay);
    }

    /** The random part of each wait, 0 to 1. Default 0.5. */
    public SqliteConfigBuilder retryJitter(double part) {
        return set(Options.RETRY_JITTER, part);
    }

    /** Whether queued autocommit writes may share one transaction. Default true. */
    public SqliteConfigBuilder groupCommit(boolean enabled) {
        return set(Options.GROUP_COMMIT, enabled);
    }

    /** Whether durable commits that meet may share one sync of the disk. Default false. */
    public SqliteConfigBuilder sharedSync(boolean enabled) {
        return set(Options.SHARED_SYNC, enabled);
    }

    /** Whether processes write in turns, by locks on a file beside the database. Default false. */
    public SqliteConfigBuilder processGate(boolean enabled) {
        return set(Options.PROCESS_GATE, enabled);
    }

    /** Whether a write is refused at once that is not likely to enter the write gate in time. Default false. */
    public SqliteConfigBuilder rejectHopelessWaits(boolean enabled) {
        return set(Options.REJECT_HOPELESS_WAITS, enabled);
    }

    /** Whether SQL or the file may come from strangers, see {@code docs/security.md}. Default false. */
    public SqliteConfigBuilder untrusted(boolean enabled) {
        return set(Options.UNTRUSTED, enabled);
    }

    /** Whether an autocommit batch is one transaction. Default true. */
    public SqliteConfigBuilder atomicBatches(boolean enabled) {
        return set(Options.ATOMIC_BATCHES, enabled);
    }

    /** Whether a write that waits for a connection of its own thread fails. Default true. */
    public SqliteConfigBuilder detectNestedWrites(boolean enabled) {
        return set(Options.DETECT_NESTED_WRITES, enabled);
    }

    /** How long such a write waits in case another thread finishes with that connection. Default 250 ms. */
    public SqliteConfigBuilder nestedWriteGrace(Duration time) {
        return set(Options.NESTED_WRITE_GRACE, time);
    }

    /** The approximate memory in bytes for the rows of a RETURNING clause in auto-commit mode. Default 16 MiB. */
    public SqliteConfigBuilder returningMemory(long bytes) {
        return set(Options.RETURNING_MEMORY, bytes);
    }

    /** The number of prepared statements kept per physical connection, 0 to 100000. Default 128. */
    public SqliteConfigBuilder statementCacheSize(int size) {
        return set(Options.STATEMENT_CACHE_SIZE, size);
    }

    /** Approximate native bytes for prepared statements kept per physical connection. Default 4 MiB. */
    public SqliteConfigBuilder statementCacheMemory(long bytes) {
        return set(Options.STATEMENT_CACHE_MEMORY, bytes);
    }

    /** The maximum memory in bytes for database pages in all physical connections together. Default 128 MiB. */
    public SqliteConfigBuilder cacheMemory(long bytes) {
        return set(Options.CACHE_MEMORY, Optional.of(bytes));
    }

    /** Switches {@code cacheMemory} off: each connection takes up to its {@code cache_size}. */
    public SqliteConfigBuilder cacheMemoryOff() {
        return set(Options.CACHE_MEMORY, Optional.empty());
    }

    /** How long a connection may be open before it is reported. Default 60 s. */
    public SqliteConfigBuilder leakDetectionThreshold(Duration limit) {
        return set(Options.LEAK_DETECTION_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code leakDetectionThreshold} off. */
    public SqliteConfigBuilder leakDetectionThresholdOff() {
        return set(Options.LEAK_DETECTION_THRESHOLD, Optional.empty());
    }

    /** Whether a connection that has been idle for {@code reclaimThreshold} is taken back. Default false. */
    public SqliteConfigBuilder reclaimLeaks(boolean enabled) {
        return set(Options.RECLAIM_LEAKS, enabled);
    }

    /** Whether the stack is recorded where a connection is opened. Default BUDGET. */
    public SqliteConfigBuilder leakStacks(LeakStacks stacks) {
        return set(Options.LEAK_STACKS, stacks);
    }

    /** How long a connection may be idle before {@code reclaimLeaks} takes it back. Default 10 min. */
    public SqliteConfigBuilder reclaimThreshold(Duration limit) {
        return set(Options.RECLAIM_THRESHOLD, limit);
    }

    /** How long a connection may hold the write gate before it is reported. Default 1 s. */
    public SqliteConfigBuilder slowWriteThreshold(Duration limit) {
        return set(Options.SLOW_WRITE_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code slowWriteThreshold} off. */
    public SqliteConfigBuilder slowWriteThresholdOff() {
        return set(Options.SLOW_WRITE_THRESHOLD, Optional.empty());
    }

    /** How often the library checks itself. Default 1 min. */
    public SqliteConfigBuilder selfCheckInterval(Duration interval) {
        return set(Options.SELF_CHECK_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code selfCheckInterval} off. */
    public SqliteConfigBuilder selfCheckIntervalOff() {
        return set(Options.SELF_CHECK_INTERVAL, Optional.empty());
    }

    /** Whether the stack that created a statement is recorded. Default false. */
    public SqliteConfigBuilder traceStatements(boolean enabled) {
        return set(Options.TRACE_STATEMENTS, enabled);
    }

    /** Whether the texts of statements are collected, without their values. Default false. */
    public SqliteConfigBuilder collectStatements(boolean enabled) {
        return set(Options.COLLECT_STATEMENTS, enabled);
    }

    /** Whether the library runs checkpoints; false also sets {@code wal_autocheckpoint=0}. Default true. */
    public SqliteConfigBuilder checkpoint(boolean enabled) {
        return set(Options.CHECKPOINT, enabled);
    }

    /** The interval between checks of the size of the write-ahead log. Default 30 s. */
    public SqliteConfigBuilder checkpointInterval(Duration interval) {
        return set(Options.CHECKPOINT_INTERVAL, interval);
    }

    /** The size of the {@code -wal} file above which it is truncated. Default 8 MiB. */
    public SqliteConfigBuilder walSoftLimit(long bytes) {
        return set(Options.WAL_SOFT_LIMIT, bytes);
    }

    /** The {@code -wal} size above which writers wait for a truncation. Default: four times {@code walSoftLimit}. */
    public SqliteConfigBuilder walHardLimit(long bytes) {
        return set(Options.WAL_HARD_LIMIT, bytes);
    }

    /** How long a read may be open, while the write-ahead log is large, before it is reported. Default 60 s. */
    public SqliteConfigBuilder pinThreshold(Duration limit) {
        return set(Options.PIN_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code pinThreshold} off. */
    public SqliteConfigBuilder pinThresholdOff() {
        return set(Options.PIN_THRESHOLD, Optional.empty());
    }

    /** How long an unused read may stay open before it is ended. Default off. */
    public SqliteConfigBuilder maxReadAge(Duration limit) {
        return set(Options.MAX_READ_AGE, Optional.of(limit));
    }

    /** Switches {@code maxReadAge} off. */
    public SqliteConfigBuilder maxReadAgeOff() {
        return set(Options.MAX_READ_AGE, Optional.empty());
    }

    /** What happens if a PRAGMA does not take effect. Default FAIL. */
    public SqliteConfigBuilder pragmaMismatch(PragmaMismatch policy) {
        return set(Options.PRAGMA_MISMATCH, policy);
    }

    /** What happens if the file is on a network file system. Default WARN. */
    public SqliteConfigBuilder networkFilesystem(NetworkFilesystem policy) {
        return set(Options.NETWORK_FILESYSTEM, policy);
    }

    /** What happens if the driver contains a version of SQLite that may lose commits. Default WARN. */
    public SqliteConfigBuilder unsafeSqlite(UnsafeSqlite policy) {
        return set(Options.UNSAFE_SQLITE, policy);
    }

    /** What happens if another file takes the place of the open database. Default REOPEN. */
    public SqliteConfigBuilder fileReplaced(FileReplaced policy) {
        return set(Options.FILE_REPLACED, policy);
    }

    /** How long a check of the file's identity stays valid; zero checks each time. Default 100 ms. */
    public SqliteConfigBuilder fileCheckInterval(Duration interval) {
        return set(Options.FILE_CHECK_INTERVAL, interval);
    }

    /** How often {@code PRAGMA optimize} runs. Default 1 day. */
    public SqliteConfigBuilder optimizeInterval(Duration interval) {
        return set(Options.OPTIMIZE_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code optimizeInterval} off. */
    public SqliteConfigBuilder optimizeIntervalOff() {
        return set(Options.OPTIMIZE_INTERVAL, Optional.empty());
    }

    /** How often free pages are returned to the file system. Default off. */
    public SqliteConfigBuilder vacuumInterval(Duration interval) {
        return set(Options.VACUUM_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code vacuumInterval} off. */
    public SqliteConfigBuilder vacuumIntervalOff() {
        return set(Options.VACUUM_INTERVAL, Optional.empty());
    }

    /** How often {@code PRAGMA quick_check} looks for damage. Default off. */
    public SqliteConfigBuilder checkInterval(Duration interval) {
        return set(Options.CHECK_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code checkInterval} off. */
    public SqliteConfigBuilder checkIntervalOff() {
        return set(Options.CHECK_INTERVAL, Optional.empty());
    }

    /** How often the {@code -wal} file is emptied. Default off. */
    public SqliteConfigBuilder walTruncateInterval(Duration interval) {
        return set(Options.WAL_TRUNCATE_INTERVAL, Optional.of(interval));
    }

    /** Switches {@code walTruncateInterval} off. */
    public SqliteConfigBuilder walTruncateIntervalOff() {
        return set(Options.WAL_TRUNCATE_INTERVAL, Optional.empty());
    }

    /** Where scheduled backups go. Default off. */
    public SqliteConfigBuilder backupDirectory(Path directory) {
        return set(Options.BACKUP_DIRECTORY, Optional.of(directory));
    }

    /** Switches {@code backupDirectory}, and with it scheduled backups, off. */
    public SqliteConfigBuilder backupDirectoryOff() {
        return set(Options.BACKUP_DIRECTORY, Optional.empty());
    }

    /** How often a backup is made, if there is a {@code backupDirectory}. Default 1 day. */
    public SqliteConfigBuilder backupInterval(Duration interval) {
        return set(Options.BACKUP_INTERVAL, interval);
    }

    /** How many scheduled backups are kept, at least 1. Default 7. */
    public SqliteConfigBuilder backupRetention(int count) {
        return set(Options.BACKUP_RETENTION, count);
    }

    /** The maximum time for a maintenance task, except a backup. Default 1 min. */
    public SqliteConfigBuilder maintenanceTimeout(Duration limit) {
        return set(Options.MAINTENANCE_TIMEOUT, limit);
    }

    /** The SQLite extensions to load. Default: none. */
    public SqliteConfigBuilder extensions(List<LoadableExtension> extensions) {
        return set(Options.EXTENSIONS, List.copyOf(extensions));
    }

    /** Adds a SQL function, aggregate or window function, with any number of arguments. */
    public SqliteConfigBuilder function(String name, Supplier<? extends Function> functions) {
        return function(name, functions, ANY_NUMBER, 0);
    }

    /**
     * Adds a SQL function, aggregate or window function.
     *
     * @param functions returns a new one for each physical connection, such as {@code Twice::new}: the driver keeps the
     *     state of a call in it
     * @param arguments how many arguments it takes, or -1 for any number
     * @param flags 0, or {@link Function#FLAG_DETERMINISTIC} for one that may be used in an index
     * @throws IllegalArgumentException if the supplier returns the same object twice
     */
    public SqliteConfigBuilder function(String name, Supplier<? extends Function> functions, int arguments, int flags) {
        draft.registrations.add(new RegisteredFunction(name, functions, arguments, flags));
        return this;
    }

    /**
     * Adds a collation.
     *
     * @param collations returns one for each physical connection, such as {@code Backwards::new}
     */
    public SqliteConfigBuilder collation(String name, Supplier<? extends Collation> collations) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(collations, "collations");
        draft.registrations.add(raw -> Collation.create(raw, name, collations.get()));
        return this;
    }

    /**
     * The class of a {@link ConnectionCustomizer} with a public constructor without arguments. Default: none. The
     * object is created when the configuration is built.
     */
    public SqliteConfigBuilder customizer(String className) {
        return set(Options.CUSTOMIZER, Optional.of(className));
    }

    /** Switches {@code customizer} off. */
    public SqliteConfigBuilder customizerOff() {
        return set(Options.CUSTOMIZER, Optional.empty());
    }

    /** Sets the object that prepares each physical connection; null for none. */
    public SqliteConfigBuilder connectionCustomizer(@Nullable ConnectionCustomizer customizer) {
        draft.connectionCustomizer = customizer;
        return this;
    }

    /** One or more SQL statements. Default: none. */
    public SqliteConfigBuilder initSql(String sql) {
        return set(Options.INIT_SQL, Optional.of(sql));
    }

    /** Switches {@code initSql} off. */
    public SqliteConfigBuilder initSqlOff() {
        return set(Options.INIT_SQL, Optional.empty());
    }

    /** Whether the DataSource is registered with JMX. Default false. */
    public SqliteConfigBuilder registerMbeans(boolean enabled) {
        return set(Options.REGISTER_MBEANS, enabled);
    }

    /** Sets the {@code MetricRegistry} of Dropwizard or {@code MeterRegistry} of Micrometer; null for none. */
    public SqliteConfigBuilder metricRegistry(@Nullable Object registry) {
        draft.metricRegistry = registry;
        return this;
    }

    /** Sets the Dropwizard {@code HealthCheckRegistry}; null for none. */
    public SqliteConfigBuilder healthCheckRegistry(@Nullable Object registry) {
        draft.healthCheckRegistry = registry;
        return this;
    }

    /**
     * Adds a listener after those added before. It is called on its own thread unless it is an {@link InlineListener}.
     */
    public SqliteConfigBuilder listener(SqliteListener listener) {
        draft.listeners.add(Objects.requireNonNull(listener));
        return this;
    }

    /**
     * Sets an option, a PRAGMA or a parameter of sqlite-jdbc by its name, from text as in a URL. {@code busy_timeout} sets
     * {@code writeTimeout}, {@code transaction_mode} sets {@code beginMode}.
     */
    public SqliteConfigBuilder option(String name, String value) {
        TextOptions.set(draft, name, value);
        return this;
    }

    /** Sets a PRAGMA by its name; the same as {@link #option}. */
    public SqliteConfigBuilder pragma(String name, String value) {
        return option(name, value);
    }

    /**
     * Builds the settings. Looks at the directory of the database but does not open the file.
     *
     * @throws SqliteConfigException if anything is wrong; it lists all problems
     */
    public SqliteConfig build() {
        List<String> problems = draft.problems();
        ConnectionCustomizer created = null;
        Throwable cause = null;
        try {
            created = CustomizerClass.create(draft.get(Options.CUSTOMIZER));
        } catch (IllegalArgumentException bad) {
            problems.add(String.valueOf(bad.getMessage()));
            cause = bad;
        }
        if (!problems.isEmpty()) {
            throw new SqliteConfigException(problems, cause);
        }
        return new SqliteConfig(draft.copy(), created);
    }
}
