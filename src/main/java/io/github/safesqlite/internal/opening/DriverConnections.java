// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.PragmaValues;
import io.github.safesqlite.internal.driver.Pragmas;
import io.github.safesqlite.internal.driver.WrappedConnection;
import io.github.safesqlite.internal.file.NetworkCheck;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.path.FilePaths;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.lang.ref.SoftReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteConnection;

/**
 * The driver's connections behind the connections of a wrapped DataSource. Each is configured once, when it is first seen,
 * and keeps its prepared statements from one use to the next. Safe for use by multiple threads.
 */
public final class DriverConnections {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final DataSource existing;
    private final SqliteConfig config;
    private final Database database;
    private final SqliteOpener opener;
    private final Ticker ticker;
    private final Listeners listeners;
    // By identity, for the driver's connections have no equals(). The value refers to its key, so it is soft; what is
    // left
    // after it was cleared still tells that the connection is configured.
    private final Map<SQLiteConnection, SoftReference<PhysicalConnection>> seen = new WeakHashMap<>();

    private DriverConnections(
            DataSource existing, SqliteConfig config, Database database, Ticker ticker, Listeners listeners) {
        this.existing = existing;
        this.config = config;
        this.database = database;
        this.opener = new SqliteOpener(config, database, ticker, listeners);
        this.ticker = ticker;
        this.listeners = listeners;
    }

    public static DriverConnections of(DataSource existing, SqliteConfig config, Ticker ticker, Listeners listeners)
            throws SQLException {
        String file;
        try (Connection first = existing.getConnection()) {
            file = Pragmas.mainFile(unwrap(first, config));
        }
        if (!file.isEmpty()) {
            NetworkCheck.check(config, FilePaths.of(file));
        }
        Database database = Database.opened(config, file, "wrapped-" + UUID.randomUUID());
        SqliteConfig actual = config.forDatabase(database.file());
        return new DriverConnections(existing, actual, database, ticker, listeners);
    }

    public Database database() {
        return database;
    }

    /** Gets a connection from the wrapped DataSource and readies it. */
    public PhysicalConnection get(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        PhysicalConnection connection = getOne(sessionId, gateHeld, deadline);
        if (database.isWritableAgain(connection)) {
            connection.discard("it was opened when the file could not be written");
            giveBack(connection);
            connection = getOne(sessionId, gateHeld, deadline);
        }
        return connection;
    }

    private PhysicalConnection getOne(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        Connection outer = existing.getConnection();
        boolean ready = false;
        try {
            SQLiteConnection driver = unwrap(outer, config);
            boolean autoCommit = outer.getAutoCommit();
            if (!autoCommit) {
                outer.setAutoCommit(true);
            }
            PhysicalConnection connection = known(driver);
            if (connection == null) {
                connection = meet(driver, sessionId, gateHeld, deadline);
            }
            connection.attach(new WrappedConnection(outer, autoCommit));
            connection.attached().use();
            ready = true;
            return connection;
        } finally {
            if (!ready) {
                outer.close();
            }
        }
    }

    public PhysicalConnection openBeside(Deadline deadline) throws SQLException {
        return opener.openExisting(0, false, deadline);
    }

    /** Restores the connection's autocommit and closes it, or gets rid of it if it was discarded. Can't throw. */
    public void giveBack(PhysicalConnection connection) {
        if (!connection.pragmas().use(PragmaValues.NONE)) {
            connection.discard("the PRAGMAs of a session could not be undone");
        }
        WrappedConnection wrapped = Objects.requireNonNull(connection.wrapped());
        Connection outer = wrapped.outer();
        connection.attach(null);
        connection.attached().release();
        try {
            if (connection.isDiscarded()) {
                connection.close();
                Eviction.evict(existing, outer);
            } else if (!wrapped.autoCommit()) {
                outer.setAutoCommit(false);
            }
        } catch (SQLException failure) {
            log.atDebug()
                    .addKeyValue("pool", config.poolName())
                    .setCause(failure)
                    .log("{}: autocommit could not be restored", config.poolName());
        } finally {
            close(outer);
        }
    }

    private void close(Connection outer) {
        try {
            outer.close();
        } catch (SQLException failure) {
            log.atDebug()
                    .addKeyValue("pool", config.poolName())
                    .setCause(failure)
                    .log("{}: a connection of the wrapped DataSource failed to close", config.poolName());
        }
    }

    private @Nullable PhysicalConnection known(SQLiteConnection driver) throws SQLException {
        synchronized (seen) {
            SoftReference<PhysicalConnection> reference = seen.get(driver);
            if (reference == null) {
                return null;
            }
            PhysicalConnection connection = reference.get();
            return connection != null ? connection : remember(driver, physical(driver));
        }
    }

    private PhysicalConnection meet(SQLiteConnection driver, long sessionId, boolean gateHeld, Deadline deadline)
            throws SQLException {
        database.requireSameFile(config.poolName());
        // BEGIN is ours, keys are read when asked for, and waiting is done in Java, where it can be interrupted.
        driver.getConnectionConfig().setTransactionMode(TransactionMode.DEFERRED);
        driver.getConnectionConfig().setGetGeneratedKeys(false);
        driver.setBusyTimeout(0);
        DateSettings.apply(config.driverProperties(), driver.getConnectionConfig());
        Limits.apply(config, driver);
        opener.readHeader(driver, sessionId, deadline, null);
        opener.configure(driver, sessionId, gateHeld, deadline);
        database.place().found();
        PhysicalConnection connection = physical(driver);
        opener.initialize(connection, sessionId, gateHeld, deadline);
        synchronized (seen) {
            remember(driver, connection);
            connection.openedOn(database.place().key(), !config.readOnly() && !database.isWritable());
            return connection;
        }
    }

    private PhysicalConnection physical(SQLiteConnection driver) {
        var connection = new PhysicalConnection(
                driver,
                true,
                opener.memory(),
                database.shared().schema(),
                database.shared().changes(),
                ticker,
                listeners);
        connection.attached().knownTo(database.attached());
        return connection;
    }

    private PhysicalConnection remember(SQLiteConnection driver, PhysicalConnection connection) throws SQLException {
        opener.lookForAttached(connection);
        connection.attached().release();
        seen.put(driver, new SoftReference<>(connection));
        return connection;
    }

    private static SQLiteConnection unwrap(Connection outer, SqliteConfig config) throws SQLException {
        SQLException cause = null;
        try {
            if (outer.isWrapperFor(SQLiteConnection.class)) {
                return outer.unwrap(SQLiteConnection.class);
            }
        } catch (SQLException refused) {
            cause = refused;
        }
        throw OpenFailedException.of(
                config.poolName(),
                config.file(),
                "the wrapped DataSource returned " + outer.getClass().getName()
                        + ", which does not unwrap to org.sqlite.SQLiteConnection",
                "Wrap a DataSource of sqlite-jdbc connections whose unwrap() reaches the driver's connection.",
                VendorCode.CANTOPEN,
                cause);
    }
}
