// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.diagnosis.SnapshotTaker;
import io.github.safesqlite.internal.pool.ConnectionPool;
import io.github.safesqlite.internal.pool.WrappedSource;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Objects;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A DataSource that makes one SQLite database safe to use from many threads.
 *
 * <p>Readers run beside the writer; writers take turns fairly, with all other users of the file in this JVM;
 * every wait is bounded and says what it waited for. A connection is cheap: it takes one of SQLite's only while it needs
 * one. Safe for use by multiple threads.
 *
 * <pre>{@code
 * DataSource dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder("app.db").build());
 * }</pre>
 */
public final class ConcurrencySafeSqliteDataSource extends DataSourceBean implements DataSource, AutoCloseable {
    private volatile @Nullable Engine engine;
    private volatile boolean closed;
    private @Nullable PrintWriter logWriter;

    /** A DataSource that is set up by its setters, and opens the database with the first connection. */
    public ConcurrencySafeSqliteDataSource() {}

    /**
     * A DataSource with a pool of its own, that opens the database at once.
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
     * A DataSource around one that the application has, such as a HikariCP pool on sqlite-jdbc: it adds the gate, retries,
     * PRAGMAs, leak reports and metrics, and no second pool. Closing it leaves {@code existing} open.
     *
     * @param config its file is not used: the database is the one that {@code existing} opens
     * @throws SQLException if {@code existing} gives no connection, or not one of sqlite-jdbc
     */
    public static ConcurrencySafeSqliteDataSource wrap(DataSource existing, SqliteConfig config) throws SQLException {
        return new ConcurrencySafeSqliteDataSource(
                Objects.requireNonNull(existing, "existing"), Objects.requireNonNull(config, "config"));
    }

    /**
     * A connection, without waiting: what it needs of SQLite it takes when it runs its first statement.
     *
     * @throws SessionClosedException if this DataSource is closed
     */
    @Override
    public Connection getConnection() throws SQLException {
        return settings.connectionDefaults().applyTo(engine().connect());
    }

    /** The same as {@link #getConnection()}: SQLite has no users. */
    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    /** The numbers at this moment. Does not open the database. */
    public PoolSnapshot statistics() throws SQLException {
        return isUnopened() ? unopened(settings.configured()) : engine().statistics();
    }

    /**
     * A picture of everything at this moment: connections, the write gate with its holder and queue, each open session with
     * what it runs. Waits for nobody. {@code toString()} prints it as a table, {@code toJson()} as JSON.
     */
    public DataSourceSnapshot snapshot() throws SQLException {
        if (isUnopened()) {
            SqliteConfig config = settings.configured();
            return SnapshotTaker.unopened(config.poolName(), config.file(), kind(), unopened(config));
        }
        return engine().snapshot();
    }

    /**
     * Closes the idle physical connections now, and each one in use when its session gives it back.
     *
     * @throws UnsupportedOperationException if this is around another DataSource, as {@link #suspend} and {@link #resume}: the
     *     connections are that one's
     */
    public void softEvict() throws SQLException {
        engine().softEvict();
    }

    /** Makes all who need a physical connection wait, for up to {@code connectionTimeout}, until {@link #resume}. */
    public void suspend() throws SQLException {
        engine().suspend();
    }

    /** Ends {@link #suspend}. */
    public void resume() throws SQLException {
        engine().resume();
    }

    /**
     * Copies the write-ahead log back into the database and empties the {@code -wal} file, if no reader is in the way; writers
     * wait meanwhile, 200 ms at most. The library does this by itself when it is due: this is for a moment of your choice.
     *
     * @return what it did; {@link CheckpointReport#isComplete} tells whether all was copied
     * @throws SQLException if it was not run: the write gate was not entered within {@code writeTimeout}, checkpoints are
     *     switched off, or the calling thread is itself inside a write
     */
    public CheckpointReport checkpoint() throws SQLException {
        return engine().checkpoint();
    }

    /** The settings in use, or those that the first connection will use. Does not open the database. */
    public SqliteConfig config() throws SQLException {
        return isUnopened() ? settings.configured() : engine().config();
    }

    private PoolSnapshot unopened(SqliteConfig config) {
        boolean pools = kind() == DataSourceSnapshot.Kind.POOL;
        return PoolSnapshot.ofConnections(
                0, 0, 0, 0, 0, pools ? config.maximumPoolSize() : 0, pools ? config.minimumIdle() : 0, false);
    }

    /** Makes a checked copy of the database; the same as with {@link BackupOptions#defaults}. */
    public void backup(Path target) throws SQLException {
        backup(target, BackupOptions.defaults());
    }

    /**
     * Makes a copy of the database as it is now, while others read and write. The copy is complete, synced and checked before
     * it takes the name {@code target}; a file of that name is replaced in one step, or not at all.
     *
     * @throws io.github.safesqlite.error.BackupException if it was not done; it says why, and {@code target} is as it was
     */
    public void backup(Path target, BackupOptions options) throws SQLException {
        engine().backup(target, options);
    }

    /**
     * Replaces the content of the database by that of a backup, in one transaction.
     *
     * @throws io.github.safesqlite.error.BackupException if it was not done, as while connections of this JVM to the file are
     *     open or if the backup is damaged; the database is as it was
     */
    public void restore(Path backup) throws SQLException {
        engine().restore(backup);
    }

    /** What is done to the database from time to time: tasks of the application, and checks. */
    public Maintenance maintenance() throws SQLException {
        return engine().maintenance();
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
     * Refuses new connections, waits up to {@code closeTimeout} for those in use, then closes the database. Those that are
     * still in use are named in the log. A second call does nothing.
     */
    @Override
    public void close() throws SQLException {
        Engine running;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            settings.freeze();
            running = engine;
        }
        if (running != null) {
            running.close();
        }
    }

    /** Whether it was closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    /** Kept, not used: this library logs through SLF4J. */
    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    /** Not used: {@link #getConnection()} does not wait, the option {@code connectionTimeout} bounds the wait after it. */
    @Override
    public void setLoginTimeout(int seconds) {
        // Nothing to bound.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
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
