// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.driver.InstalledSqlite;
import io.github.safesqlite.internal.driver.NativeMemory;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Pragmas;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.retry.Backoff;
import io.github.safesqlite.internal.retry.BusyAction;
import io.github.safesqlite.internal.retry.BusyRetry;
import io.github.safesqlite.internal.retry.RetryLimits;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** Opens connections with the driver and configures them. Safe for use by multiple threads. */
public final class SqliteOpener implements ConnectionOpener {
    private final SqliteConfig config;
    private final Database database;
    private final Ticker ticker;
    private final Listeners listeners;
    private final BusyRetry retry;
    private final PragmaSetter pragmas;
    private final OpenFailures failures;
    private final NativeMemory memory;
    private final boolean runsCode;
    private final ConnectionCode code;
    private final InitSql initSql;
    private final LockOwner lockOwner;

    public SqliteOpener(SqliteConfig config, Database database, Ticker ticker, Listeners listeners) {
        this.config = config;
        this.database = database;
        this.ticker = ticker;
        this.listeners = listeners;
        this.retry = new BusyRetry(RetryLimits.of(config), ticker, listeners);
        this.pragmas = new PragmaSetter(
                config, database.shared().gate(), database.shared().soleUse(), listeners);
        this.failures = new OpenFailures(config);
        this.memory = NativeMemory.of(config);
        this.runsCode = !config.extensions().isEmpty()
                || !config.customizers().isEmpty()
                || config.initSql().isPresent();
        this.code = new ConnectionCode(config);
        this.initSql = new InitSql(config, database.shared().gate(), retry, listeners);
        this.lockOwner = new LockOwner(database.shared(), database.file());
    }

    @Override
    public PhysicalConnection open(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        database.place().awaitNow(config.poolName());
        boolean newFile = failures.checkPlace();
        if (newFile) {
            pragmas.rehearse();
        }
        return openExisting(sessionId, gateHeld, deadline);
    }

    /** Opens a connection to a database that another connection has open. */
    public PhysicalConnection openExisting(long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        PhysicalConnection connection = null;
        while (connection == null) {
            connection = openOnce(sessionId, gateHeld, deadline);
        }
        return connection;
    }

    /**
     * Opens one, or gives null if the file was replaced meanwhile: SQLite opens the log by its name, with the first statement, and
     * the log of another file must be neither read nor copied into this one.
     */
    private @Nullable PhysicalConnection openOnce(long sessionId, boolean gateHeld, Deadline deadline)
            throws SQLException {
        long startNanos = ticker.nanos();
        boolean writable = config.readOnly() || database.isWritable();
        FileKey known = database.place().key();
        FileKey named = known == null ? database.fileNow() : known;
        SQLiteConnection driver = openDriver();
        boolean opened = false;
        try {
            readHeader(driver, sessionId, deadline, named);
            if (isReplaced(named)) {
                return null;
            }
            configure(driver, sessionId, gateHeld, deadline);
            if (isReplaced(named)) {
                return null;
            }
            database.place().found();
            var connection = new PhysicalConnection(
                    driver,
                    runsCode,
                    memory,
                    database.shared().schema(),
                    database.shared().changes(),
                    ticker,
                    listeners);
            connection.attached().knownTo(database.attached());
            if (runsCode) {
                initialize(connection, sessionId, gateHeld, deadline);
                lookForAttached(connection);
            }
            connection.openedOn(
                    known == null ? database.place().key() : known,
                    !config.readOnly() && !(writable && database.isWritable()));
            Path log = database.sharedLog();
            if (log != null) {
                connection.sync().share(log);
            }
            connection.sync().openedOn(database.shared().durable());
            opened = true;
            listeners.physicalConnectionOpened(connection.id(), ticker.nanos() - startNanos);
            return connection;
        } catch (SQLException failure) {
            // The loss of the file is what explains any other failure.
            database.requireSameFile(config.poolName());
            throw failures.explain(failure);
        } finally {
            if (!opened) {
                driver.close();
            }
        }
    }

    private boolean isReplaced(@Nullable FileKey named) {
        return named != null && !database.isAt(named);
    }

    /**
     * Runs the first statement, which fails on a file that is no database, whatever the PRAGMAs are.
     *
     * @param named the file that had the name; if it has lost it, nothing is run
     */
    void readHeader(SQLiteConnection driver, long sessionId, Deadline deadline, @Nullable FileKey named)
            throws SQLException {
        retried(sessionId, deadline, () -> isReplaced(named) || Pragmas.read(driver, "schema_version") != null);
    }

    private <T> void retried(long sessionId, Deadline deadline, BusyAction<T> action) throws SQLException {
        retry.run(
                config.poolName(),
                sessionId,
                RetryPoint.OPEN,
                null,
                deadline,
                Backoff::new,
                point -> lockOwner,
                action);
    }

    /** Prepares a connection that someone else has opened. */
    void configure(SQLiteConnection driver, long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        InstalledSqlite.seen(driver);
        retried(sessionId, deadline, () -> {
            pragmas.apply(driver, sessionId, isAlone(gateHeld), deadline);
            return driver;
        });
        code.addTo(driver);
    }

    /** Runs the application's SQL on a connection that was configured. */
    void initialize(PhysicalConnection connection, long sessionId, boolean gateHeld, Deadline deadline)
            throws SQLException {
        initSql.run(connection, sessionId, isAlone(gateHeld), deadline);
    }

    private boolean isAlone(boolean gateHeld) {
        return gateHeld || database.place().isHeldForOldFile();
    }

    /** Finds out what has been attached to a connection by whoever has prepared it. */
    void lookForAttached(PhysicalConnection connection) throws SQLException {
        connection.attachedChanged();
        database.attached().prepared(connection.attached());
    }

    /** What the connections may keep. */
    NativeMemory memory() {
        return memory;
    }

    private SQLiteConnection openDriver() throws SQLException {
        var properties = new Properties();
        properties.putAll(config.driverProperties());
        // BEGIN is ours, keys are read when asked for, and waiting is done in Java, where it can be interrupted.
        properties.setProperty("transaction_mode", "DEFERRED");
        properties.setProperty("jdbc.get_generated_keys", "false");
        properties.setProperty("busy_timeout", "0");
        try {
            return database.connect(properties, config.poolName());
        } catch (SQLException failure) {
            throw failures.explain(failure);
        }
    }
}
