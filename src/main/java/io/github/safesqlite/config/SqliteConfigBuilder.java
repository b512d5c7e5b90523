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
 * Collects the settings of a {@link SqliteConfig}, from {@link SqliteConfig#builder} to {@link #build}. Each setter replaces what
 * was set before; {@link #build} reports all problems together. Not safe for concurrent use.
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

    /** A set of PRAGMAs for one kind of use; what is set explicitly wins. Default SERVER. */
    public SqliteConfigBuilder profile(Profile profile) {
        return set(Options.PROFILE, profile);
    }

    /** The most physical connections that run at once, 1 to 1000. Default 10. */
    public SqliteConfigBuilder maximumPoolSize(int size) {
        return set(Options.MAXIMUM_POOL_SIZE, size);
    }

    /** How many idle physical connections are kept, 0 to {@code maximumPoolSize}. Default 2. */
    public SqliteConfigBuilder minimumIdle(int count) {
        return set(Options.MINIMUM_IDLE, count);
    }

    /** The most connections of sessions that have read and now wait to write. Default: {@code maximumPoolSize}. */
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

    /** The longest wait to write, gate and retries together. Default 30 s. */
    public SqliteConfigBuilder writeTimeout(Duration limit) {
        return set(Options.WRITE_TIMEOUT, limit);
    }

    /** How long closing the DataSource waits for its users; zero waits for nobody. Default 5 s. */
    public SqliteConfigBuilder closeTimeout(Duration limit) {
        return set(Options.CLOSE_TIMEOUT, limit);
    }

    /** How a read-write transaction begins. Default IMMEDIATE. */
    public SqliteConfigBuilder beginMode(BeginMode mode) {
        return set(Options.BEGIN_MODE, mode);
    }

    /** The most attempts, 1 + retries, while SQLite is busy. Default 10000. */
    public SqliteConfigBuilder retryAttempts(int attempts) {
        return set(Options.RETRY_ATTEMPTS, attempts);
    }

    /** The wait before the second attempt; later ones double. Default 50 us. */
    public SqliteConfigBuilder retryFirstDelay(Duration delay) {
        return set(Options.RETRY_FIRST_DELAY, delay);
    }

    /** The maximum wait between two attempts. Default 10 ms. */
    public SqliteConfigBuilder retryMaximumDelay(Duration delay) {
        return set(Options.RETRY_MAXIMUM_DELAY, delay);
    }

    /** The part of each wait that is random, 0 to 1. Default 0.5. */
    public SqliteConfigBuilder retryJitter(double part) {
        return set(Options.RETRY_JITTER, part);
    }

    /** Whether queued autocommit writes may share one transaction. Default true. */
    public SqliteConfigBuilder groupCommit(boolean enabled) {
        return set(Options.GROUP_COMMIT, enabled);
    }

    /** Whether an autocommit batch is one transaction. Default true. */
    public SqliteConfigBuilder atomicBatches(boolean enabled) {
        return set(Options.ATOMIC_BATCHES, enabled);
    }

    /** Whether a write fails that waits for a connection of its own thread. Default true. */
    public SqliteConfigBuilder detectNestedWrites(boolean enabled) {
        return set(Options.DETECT_NESTED_WRITES, enabled);
    }

    /** How long such a write waits for another thread to go on with that connection. Default 250 ms. */
    public SqliteConfigBuilder nestedWriteGrace(Duration time) {
        return set(Options.NESTED_WRITE_GRACE, time);
    }

    /** About how many bytes the rows of a RETURNING in auto-commit mode may take in memory. Default 16 MiB. */
    public SqliteConfigBuilder returningMemory(long bytes) {
        return set(Options.RETURNING_MEMORY, bytes);
    }

    /** Prepared statements kept per physical connection, 0 to 100000. Default 128. */
    public SqliteConfigBuilder statementCacheSize(int size) {
        return set(Options.STATEMENT_CACHE_SIZE, size);
    }

    /** About how many bytes of native memory the prepared statements kept per physical connection may take. Default 4 MiB. */
    public SqliteConfigBuilder statementCacheMemory(long bytes) {
        return set(Options.STATEMENT_CACHE_MEMORY, bytes);
    }

    /** The most bytes for pages of the database in all physical connections together. Default 128 MiB. */
    public SqliteConfigBuilder cacheMemory(long bytes) {
        return set(Options.CACHE_MEMORY, Optional.of(bytes));
    }

    /** Switches {@code cacheMemory} off: each connection takes up to its {@code cache_size}. */
    public SqliteConfigBuilder cacheMemoryOff() {
        return set(Options.CACHE_MEMORY, Optional.empty());
    }

    /** How long a connection is open before it is reported. Default 60 s. */
    public SqliteConfigBuilder leakDetectionThreshold(Duration limit) {
        return set(Options.LEAK_DETECTION_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code leakDetectionThreshold} off. */
    public SqliteConfigBuilder leakDetectionThresholdOff() {
        return set(Options.LEAK_DETECTION_THRESHOLD, Optional.empty());
    }

    /** Whether a connection that idles for {@code reclaimThreshold} is taken back from its user. Default false. */
    public SqliteConfigBuilder reclaimLeaks(boolean enabled) {
        return set(Options.RECLAIM_LEAKS, enabled);
    }

    /** How long a connection may idle before {@code reclaimLeaks} takes it back. Default 10 min. */
    public SqliteConfigBuilder reclaimThreshold(Duration limit) {
        return set(Options.RECLAIM_THRESHOLD, limit);
    }

    /** How long a session is in the write gate before it is reported. Default 1 s. */
    public SqliteConfigBuilder slowWriteThreshold(Duration limit) {
        return set(Options.SLOW_WRITE_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code slowWriteThreshold} off. */
    public SqliteConfigBuilder slowWriteThresholdOff() {
        return set(Options.SLOW_WRITE_THRESHOLD, Optional.empty());
    }

    /** Whether the stack that created a statement is kept. Default false. */
    public SqliteConfigBuilder traceStatements(boolean enabled) {
        return set(Options.TRACE_STATEMENTS, enabled);
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

    /** The size of the {@code -wal} file above which writers wait a moment for it to be truncated. Default: four times {@code walSoftLimit}. */
    public SqliteConfigBuilder walHardLimit(long bytes) {
        return set(Options.WAL_HARD_LIMIT, bytes);
    }

    /** How long a read is open, while the write-ahead log is large, before it is reported. Default 60 s. */
    public SqliteConfigBuilder pinThreshold(Duration limit) {
        return set(Options.PIN_THRESHOLD, Optional.of(limit));
    }

    /** Switches {@code pinThreshold} off. */
    public SqliteConfigBuilder pinThresholdOff() {
        return set(Options.PIN_THRESHOLD, Optional.empty());
    }

    /** How long a read that nobody uses is left open before it is ended. Default off. */
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

    /** What happens if the file is on a network filesystem. Default WARN. */
    public SqliteConfigBuilder networkFilesystem(NetworkFilesystem policy) {
        return set(Options.NETWORK_FILESYSTEM, policy);
    }

    /** What happens if the driver brings a version of SQLite that may lose commits. Default WARN. */
    public SqliteConfigBuilder unsafeSqlite(UnsafeSqlite policy) {
        return set(Options.UNSAFE_SQLITE, policy);
    }

    /** What happens if the path of the open database comes to name another file. Default REOPEN. */
    public SqliteConfigBuilder fileReplaced(FileReplaced policy) {
        return set(Options.FILE_REPLACED, policy);
    }

    /** How long a look at the file's identity counts; zero looks each time. Default 100 ms. */
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

    /** How often free pages are given back to the file system. Default off. */
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

    /** The longest run of a maintenance task, except a backup. Default 1 min. */
    public SqliteConfigBuilder maintenanceTimeout(Duration limit) {
        return set(Options.MAINTENANCE_TIMEOUT, limit);
    }

    /** The extensions of SQLite that are loaded. Default: none. */
    public SqliteConfigBuilder extensions(List<LoadableExtension> extensions) {
        return set(Options.EXTENSIONS, List.copyOf(extensions));
    }

    /** Adds a SQL function, aggregate or window function, with any number of arguments; see the other method of this name. */
    public SqliteConfigBuilder function(String name, Supplier<? extends Function> functions) {
        return function(name, functions, ANY_NUMBER, 0);
    }

    /**
     * Adds a SQL function, aggregate or window function.
     *
     * @param functions gives a new one for each physical connection, as {@code Twice::new} does: the driver keeps the state of a call
     *     in it
     * @param arguments how many arguments it takes, or -1 for any number
     * @param flags 0, or {@link Function#FLAG_DETERMINISTIC} for one that may be used in an index
     * @throws IllegalArgumentException if the supplier gives the same object twice
     */
    public SqliteConfigBuilder function(String name, Supplier<? extends Function> functions, int arguments, int flags) {
        draft.registrations.add(new RegisteredFunction(name, functions, arguments, flags));
        return this;
    }

    /**
     * Adds a collation.
     *
     * @param collations gives one for each physical connection, as {@code Backwards::new} does
     */
    public SqliteConfigBuilder collation(String name, Supplier<? extends Collation> collations) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(collations, "collations");
        draft.registrations.add(raw -> Collation.create(raw, name, collations.get()));
        return this;
    }

    /**
     * The class of a {@link ConnectionCustomizer} with a public constructor without arguments. Default: none. It is made when the
     * configuration is built.
     */
    public SqliteConfigBuilder customizer(String className) {
        return set(Options.CUSTOMIZER, Optional.of(className));
    }

    /** Names no class any more. */
    public SqliteConfigBuilder customizerOff() {
        return set(Options.CUSTOMIZER, Optional.empty());
    }

    /** Sets what prepares each physical connection; null for nothing. */
    public SqliteConfigBuilder connectionCustomizer(@Nullable ConnectionCustomizer customizer) {
        draft.connectionCustomizer = customizer;
        return this;
    }

    /** One or more SQL statements. Default: none. */
    public SqliteConfigBuilder initSql(String sql) {
        return set(Options.INIT_SQL, Optional.of(sql));
    }

    /** Runs no SQL. */
    public SqliteConfigBuilder initSqlOff() {
        return set(Options.INIT_SQL, Optional.empty());
    }

    /** Whether the DataSource can be seen and steered by JMX. Default false. */
    public SqliteConfigBuilder registerMbeans(boolean enabled) {
        return set(Options.REGISTER_MBEANS, enabled);
    }

    /** Sets the Dropwizard {@code MetricRegistry}; null for none. */
    public SqliteConfigBuilder metricRegistry(@Nullable Object registry) {
        draft.metricRegistry = registry;
        return this;
    }

    /** Sets the Dropwizard {@code HealthCheckRegistry}; null for none. */
    public SqliteConfigBuilder healthCheckRegistry(@Nullable Object registry) {
        draft.healthCheckRegistry = registry;
        return this;
    }

    /** Adds a listener behind those added before. It is called on a thread of its own unless it is an {@link InlineListener}. */
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
     * The finished settings. Looks at the database's directory, but does not open the file.
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
