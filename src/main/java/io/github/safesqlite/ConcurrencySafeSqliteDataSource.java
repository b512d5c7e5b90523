// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.change.Changes;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.counter.MergedCounters;
import io.github.safesqlite.internal.diagnosis.SnapshotTaker;
import io.github.safesqlite.internal.pool.ConnectionPool;
import io.github.safesqlite.internal.pool.WrappedSource;
import io.github.safesqlite.internal.session.Session;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource that makes one SQLite database safe to use from many threads.
 *
 * <p>Readers run beside the writer. Writers take turns fairly with all other users of the file in this JVM. Every wait
 * is bounded, and its timeout says what it waited for. A connection is cheap: it uses one of SQLite's connections only
 * while it needs one. Safe for use by multiple threads.
 *
 * <pre>{@code
 * DataSource dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder("app.db").build());
 * }</pre>
 */
public final class ConcurrencySafeSqliteDataSource extends DataSourceBean implements DataSource, AutoCloseable {
    private volatile @Nullable Engine engine;
    private volatile boolean closed;
    private @Nullable PrintWriter logWriter;

    /** Creates a DataSource that is configured by its setters and opens the database with the first connection. */
    public ConcurrencySafeSqliteDataSource() {}

    /**
     * Creates a DataSource with its own pool and opens the database at once.
     *
     * @throws io.github.safesqlite.error.OpenFailedException if the database cannot be opened; it says why and what to do
     */
    public ConcurrencySafeSqliteDataSource(SqliteConfig config) throws SQLException {
        this(null, Objects.requireNonNull(config, "config"));
    }

    private ConcurrencySafeSqliteDataSource(@Nullable DataSource wrapped, SqliteConfig config) throws SQLException {
        settings.give(config, wrapped);
        engine();
    }

    /**
     * Wraps a DataSource of the application, such as a HikariCP pool on sqlite-jdbc: adds the write gate, retries,
     * PRAGMAs, leak reports and metrics, but no second pool. Closing it leaves {@code existing} open.
     *
     * @param config its file is not used: the database is the one that {@code existing} opens
     * @throws SQLException if {@code existing} provides no connection, or not one of sqlite-jdbc
     */
    public static ConcurrencySafeSqliteDataSource wrap(DataSource existing, SqliteConfig config) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(
                Objects.requireNonNull(existing, "existing"), Objects.requireNonNull(config, "config"));
    }

    /**
     * Returns a connection without waiting; it takes a physical connection when it runs its first statement.
     *
     * @throws SessionClosedException if this DataSource is closed
     */
    @Override
    public Connection getConnection() throws SQLException {
        return settings.connectionDefaults().applyTo(engine().connect());
    }

    /** A connection that closes {@code companion} with itself. */
    Connection connectWith(Session.Companion companion) throws SQLException {
        return settings.connectionDefaults().applyTo(engine().connectWith(companion));
    }

    /** The same as {@link #getConnection()}: SQLite has no users. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    /** Returns the current numbers of connections. Does not open the database. */
    public PoolSnapshot statistics() throws SQLException {
        return isUnopened() ? unopened(settings.configured()) : engine().statistics();
    }

    /**
     * Returns the current state of everything: physical connections, the write gate with its holder and queue, and each
     * open connection with what it runs. Does not wait. {@code toString()} prints it as a table, {@code toJson()} as
     * JSON.
     */
    public DataSourceSnapshot snapshot() throws SQLException {
        if (isUnopened()) {
            SqliteConfig config = settings.configured();
            return SnapshotTaker.unopened(config.poolName(), config.file(), kind(), unopened(config));
        }
        return engine().snapshot();
    }

    /**
     * Returns what each statement has cost the writer of the file, for all DataSources of this JVM on it, since the file was
     * opened or {@link #resetStatementCosts} was called.
     */
    public StatementCosts statementCosts() throws SQLException {
        return engine().statementCosts();
    }

    /** Begins to count {@link #statementCosts} anew. */
    public void resetStatementCosts() throws SQLException {
        engine().resetStatementCosts();
    }

    /**
     * Returns the texts of the statements that have run since the DataSource was opened, as a script with a semicolon behind each:
     * without their values, texts that differ in values only once, without definitions, at most 2,000. For the portability
     * report.
     *
     * @throws IllegalStateException unless {@code collectStatements=true}
     */
    public String collectedStatements() throws SQLException {
        return engine().collectedStatements();
    }

    /**
     * Closes idle physical connections now and those in use when they are released.
     *
     * @throws UnsupportedOperationException if this wraps another DataSource, which owns the connections; likewise for
     *     {@link #suspend} and {@link #resume}
     */
    public void softEvict() throws SQLException {
        engine().softEvict();
    }

    /**
     * Makes everyone who needs a physical connection wait until {@link #resume}, for up to {@code connectionTimeout}. A
     * transaction that has begun goes on. Call {@link #softEvict} afterwards: the database's files are closed once {@link #statistics}
     * counts no physical connection.
     */
    public void suspend() throws SQLException {
        engine().suspend();
    }

    /** Ends {@link #suspend}. */
    public void resume() throws SQLException {
        engine().resume();
    }

    /**
     * Copies the write-ahead log back into the database and empties the {@code -wal} file, unless a reader prevents it;
     * writers wait meanwhile, at most 200 ms. The library does this by itself when it is due; call it to choose the
     * moment.
     *
     * @return what it did; {@link CheckpointReport#isComplete} tells whether all was copied
     * @throws SQLException if it was not run: the write gate was not entered within {@code writeTimeout}, checkpoints are
     *     switched off, or the calling thread is itself inside a write
     */
    public CheckpointReport checkpoint() throws SQLException {
        return engine().checkpoint();
    }

    /** Returns the settings in use, or those that the first connection will use. Does not open the database. */
    public SqliteConfig config() throws SQLException {
        return isUnopened() ? settings.configured() : engine().config();
    }

    private PoolSnapshot unopened(SqliteConfig config) {
        boolean pools = kind() == DataSourceSnapshot.Kind.POOL;
        return PoolSnapshot.ofConnections(
                0, 0, 0, 0, 0, pools ? config.maximumPoolSize() : 0, pools ? config.minimumIdle() : 0, false);
    }

    /** Makes a verified copy of the database, with {@link BackupOptions#defaults}. */
    public void backup(Path target) throws SQLException {
        backup(target, BackupOptions.defaults());
    }

    /**
     * Makes a copy of the current database while others read and write. The copy is complete, synced and checked before
     * it gets the name {@code target}; an existing file of that name is replaced atomically or not at all.
     *
     * @throws io.github.safesqlite.error.BackupException if the backup failed; {@code target} is unchanged
     */
    public void backup(Path target, BackupOptions options) throws SQLException {
        engine().backup(target, options);
    }

    /**
     * Replaces the content of the database with a backup, in one transaction.
     *
     * @throws io.github.safesqlite.error.BackupException if the restore failed, for instance because connections to the
     *     file are open or the backup is damaged; the database is unchanged
     */
    public void restore(Path backup) throws SQLException {
        engine().restore(backup);
    }

    /** Returns the periodic maintenance of the database: tasks of the application, and checks. */
    public Maintenance maintenance() throws SQLException {
        return engine().maintenance();
    }

    /**
     * Opens a writer that queues writes and commits many of them at a time. Several can be open; each keeps its own order. Close
     * it: closing this DataSource closes it too, within {@code closeTimeout}.
     */
    public BatchWriter batchWriter(BatchWriterOptions options) throws SQLException {
        return engine().writers().open(Objects.requireNonNull(options, "options"));
    }

    /**
     * Opens counters that are merged in memory and stored from time to time. Close them: closing this DataSource stores what is in
     * memory too, within {@code closeTimeout}.
     */
    public Counters counters(CountersOptions options) throws SQLException {
        return MergedCounters.open(Objects.requireNonNull(options, "options"), engine().writers());
    }

    /**
     * Tells what is committed to the database: after the commit, in the order of the commits, and nothing of what is rolled back.
     * All sessions of this JVM are heard that use the database through this library, whatever DataSource or URL they have it by.
     * What others commit, such as another process, is noticed a moment later and told as {@link Changes#anyTableChanged}.
     *
     * <p>Each subscription is told what is committed after it has begun. A subscriber is called by a background thread, never by one
     * that commits, and no commit waits for it: if it requests less than is committed, it gets several commits as one, and the tables
     * instead of their rows if there are many. It gets {@code onComplete} when this DataSource is closed, which waits for it within
     * {@code closeTimeout}; and {@code onError} if it throws, or requests less than 1. While nobody is subscribed this costs nothing.
     *
     * @param tables the tables to be told of, in any case; none for all. Those of an attached database are named {@code database.table}
     * @throws SessionClosedException if this DataSource is closed
     */
    public Flow.Publisher<Changes> changes(String... tables) throws SQLException {
        return engine().changes().of(tables);
    }

    /**
     * Sets the {@code MetricRegistry} of Dropwizard or {@code MeterRegistry} of Micrometer to register metrics in. A DataSource that
     * has no registry yet, neither for metrics nor for health checks, can be given one while it is in use.
     *
     * @throws IllegalStateException if it is in use and has a registry, or is closed
     */
    @Override
    public synchronized void setMetricRegistry(@Nullable Object registry) {
        Engine running = engine;
        SqliteConfig config = settings.inUse();
        boolean registered =
                config != null && (config.metricRegistry() != null || config.healthCheckRegistry() != null);
        if (running == null || closed || config == null || registered) {
            super.setMetricRegistry(registry);
            return;
        }
        SqliteConfig withRegistry = config.toBuilder().metricRegistry(registry).build();
        running.monitor(withRegistry);
        settings.use(withRegistry);
    }

    private Engine engine() throws SQLException {
        Engine running = engine;
        return running != null && !closed ? running : startedEngine();
    }

    private synchronized Engine startedEngine() throws SQLException {
        if (closed) {
            SqliteConfig config = settings.inUse();
            throw SessionClosedException.poolClosed(config == null ? "DataSource" : config.poolName());
        }
        if (engine == null) {
            SqliteConfig config = settings.configured();
            DataSource existing = settings.existing();
            engine = Engine.start(
                    config,
                    kind(),
                    existing == null
                            ? ConnectionPool::open
                            : (options, ticker, listeners) -> WrappedSource.open(existing, options, ticker, listeners));
            settings.use(config);
        }
        return engine;
    }

    private DataSourceSnapshot.Kind kind() {
        return settings.existing() == null ? DataSourceSnapshot.Kind.POOL : DataSourceSnapshot.Kind.WRAPPED;
    }

    /** Whether there is nothing to ask yet: getters do not open the database. */
    private boolean isUnopened() {
        return engine == null && !closed;
    }

    /**
     * Refuses new connections, waits up to {@code closeTimeout} for those in use, then closes the database. Connections
     * that are still in use are closed and named in the log. A second call does nothing.
     */
    @Override
    public void close() throws SQLException {
        Engine running = retire();
        if (running != null) {
            running.close();
        }
    }

    /** The same, with connections in use until the deadline. */
    void close(Deadline deadline) throws SQLException {
        Engine running = retire();
        if (running != null) {
            running.close(deadline);
        }
    }

    /** Refuses new connections; returns what is to be closed, or null. */
    private synchronized @Nullable Engine retire() {
        if (closed) {
            return null;
        }
        closed = true;
        settings.freeze();
        return engine;
    }

    /** Whether this DataSource has been closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    /** Has no effect: this library logs through SLF4J. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this library logs through SLF4J");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        DataSource wrapped = settings.existing();
        return type.isInstance(this) || (wrapped != null && (type.isInstance(wrapped) || wrapped.isWrapperFor(type)));
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        DataSource wrapped = settings.existing();
        if (wrapped != null) {
            return type.isInstance(wrapped) ? type.cast(wrapped) : wrapped.unwrap(type);
        }
        throw new SQLException("ConcurrencySafeSqliteDataSource cannot be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        SqliteConfig config = settings.inUse();
        return "ConcurrencySafeSqliteDataSource(" + (config == null ? "not started" : config.poolName()) + ")";
    }
}
