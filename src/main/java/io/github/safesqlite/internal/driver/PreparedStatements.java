// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.readout.Columns;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/** The prepared statements of one connection, and what they do, by the newest schema of the database. Not thread-safe. */
public final class PreparedStatements {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final long connectionId;
    private final SQLiteConnection driver;
    private final StatementCache cache;
    private final Programs programs;
    private final PageCache pages;
    private final NativeCounters counters;
    private final DriverValues values;
    private final ControlStatements control;
    private final OpenTransaction transaction;
    private final SchemaChanges schema;
    private final StatementRecording recording;
    private final Listeners listeners;
    private final BooleanSupplier isAsOpened;
    private final DB database;
    private final boolean leavesOutDriversCommit;
    private long schemaSeen;

    /** What its session runs or ran last; read a moment late by others. */
    private @Nullable String lastSql;

    /** @param isAsOpened whether neither a session nor other code has changed the connection's settings */
    PreparedStatements(
            long connectionId,
            SQLiteConnection driver,
            NativeMemory memory,
            Programs programs,
            PageCache pages,
            NativeCounters counters,
            DriverValues values,
            ControlStatements control,
            OpenTransaction transaction,
            SchemaChanges schema,
            ChangeRecorder recorder,
            Listeners listeners,
            BooleanSupplier isAsOpened) {
        this.connectionId = connectionId;
        this.driver = driver;
        this.database = driver.getDatabase();
        this.cache = new StatementCache(memory.statements(), memory.statementBytes());
        this.programs = programs;
        this.pages = pages;
        this.counters = counters;
        this.values = values;
        this.control = control;
        this.transaction = transaction;
        this.schema = schema;
        this.recording = new StatementRecording(recorder, new KnownTables(driver, control, transaction), counters);
        this.schemaSeen = schema.count();
        this.listeners = listeners;
        this.isAsOpened = isAsOpened;
        // With that option the driver would begin a transaction of its own if it took this one for its own.
        this.leavesOutDriversCommit = !database.getConfig().isExplicitReadOnly();
    }

    /** Lends a statement that the caller has prepared, see {@link #borrow(SqlStatement, boolean)}. */
    public CachedStatement borrow(SqlStatement statement) throws SQLException {
        return borrow(statement, true);
    }

    /**
     * Lends a prepared statement, from the cache if it is there; pair with {@link #giveBack}.
     *
     * @param prepared whether the caller has it prepared, so that it is likely to come again
     */
    @SuppressWarnings("MustBeClosed") // giveBack() closes it or keeps it.
    public CachedStatement borrow(SqlStatement statement, boolean prepared) throws SQLException {
        beforeUse(statement);
        CachedStatement lent = cache.take(statement.sql());
        boolean fromCache = lent != null;
        if (lent == null) {
            lent = cache.lend(statement, driver.prepareStatement(statement.sql()), prepared, isAsOpened.getAsBoolean());
        }
        listeners.statementPrepared(fromCache);
        return lent;
    }

    private void beforeUse(SqlStatement statement) throws SQLException {
        boolean toWrite = statement.changesRows();
        pages.used(toWrite);
        if (!transaction.isBegun()) {
            pages.fit();
        }
        useNewestSchema();
        transaction.requireGoesOn();
        if (toWrite) {
            counters.changed();
        }
        lastSql = statement.sql();
    }

    /**
     * Whether the text has not come before, as far as that is remembered: then it is likely not to come again, and takes less time
     * without a prepared statement. It has come from now on.
     */
    public boolean isNew(SqlStatement statement) {
        return cache.isNew(statement.sql());
    }

    /** Runs a text that changes rows and gives none, and keeps nothing of it; how many rows it has changed. */
    public long runOnce(SqlStatement statement) throws SQLException {
        beforeUse(statement);
        listeners.statementPrepared(false);
        return recording.isWanted()
                ? recording.update(statement.sql(), () -> exec(statement.sql()))
                : exec(statement.sql());
    }

    private long exec(String sql) throws SQLException {
        database._exec(sql);
        return database.changes();
    }

    /** Runs a lent statement that gives no rows; how many rows SQLite says that the last one that changed rows has changed. */
    public long update(CachedStatement lent) throws SQLException {
        return isRecorded(lent) ? recording.update(lent.sql(), () -> run(lent)) : run(lent);
    }

    private boolean isRecorded(CachedStatement lent) {
        return recording.isWanted() && lent.writes();
    }

    private long run(CachedStatement lent) throws SQLException {
        boolean leavesOut = leavesOutDriversCommit && transaction.isBegun();
        leaveOutDriversCommit(leavesOut);
        try {
            return lent.driver().executeLargeUpdate();
        } finally {
            leaveOutDriversCommit(false);
        }
    }

    /** The same with these values for its parameters, which takes less time than to set them. */
    public long update(CachedStatement lent, @Nullable Object[] values) throws SQLException {
        return isRecorded(lent) ? recording.update(lent.sql(), () -> run(lent, values)) : run(lent, values);
    }

    private long run(CachedStatement lent, @Nullable Object[] values) throws SQLException {
        leaveOutDriversCommit(true);
        try {
            return lent.update(database, values);
        } finally {
            leaveOutDriversCommit(false);
        }
    }

    /** Runs a lent statement with these values, or those that were set if there are none; its rows, or null if it has none. */
    public @Nullable ResultSet query(CachedStatement lent, @Nullable Object @Nullable [] values) throws SQLException {
        return isRecorded(lent) ? recording.query(lent, () -> rows(lent, values)) : rows(lent, values);
    }

    private @Nullable ResultSet rows(CachedStatement lent, @Nullable Object @Nullable [] values) throws SQLException {
        leaveOutDriversCommit(values != null);
        try {
            return lent.query(database, values, isAsOpened.getAsBoolean());
        } finally {
            leaveOutDriversCommit(false);
        }
    }

    /**
     * In autocommit the driver steps a BEGIN and a COMMIT of its own behind each statement, which SQLite refuses in a transaction, and
     * which do nothing outside of one.
     */
    private void leaveOutDriversCommit(boolean wanted) {
        driver.getConnectionConfig().setAutoCommit(!wanted);
    }

    /** What the driver says of the columns of a lent statement, whose rows these are. */
    public Columns columnsOf(CachedStatement lent, ResultSet rows) throws SQLException {
        return isAsOpened.getAsBoolean()
                ? lent.columnsOf(rows, control.schemaVersion())
                : Columns.of(rows.getMetaData());
    }

    /** Takes a lent statement back: it is reset and kept, or closed if it is broken or not reusable. Can't throw. */
    public void giveBack(CachedStatement lent, boolean reusable) {
        cache.giveBack(lent, reusable);
        recording.givenBack(lent);
        if (lent.changesSchema()) {
            long changes = transaction.schemaChangedBy(lent.sql());
            if (changes == schemaSeen + 1) {
                // The connection knows the schema that it has made itself.
                forgetWhatDependsOnSchema(changes);
            }
        }
    }

    /** Closes the idle prepared statements: SQLite looks up functions when it prepares a statement, and there are others now. */
    public void functionsChanged() {
        cache.clear();
    }

    /** Closes the idle prepared statement of this text, if there is one. */
    public void forget(SqlStatement statement) throws SQLException {
        CachedStatement prepared = cache.take(statement.sql());
        if (prepared != null) {
            cache.giveBack(prepared, false);
        }
    }

    /**
     * What the statement does by SQLite's bytecode for it on this connection. Asking for the first time sets changes() to 0, see
     * {@link #knowsProgram}.
     */
    public Program program(SqlStatement statement) {
        useNewestSchema();
        if (!programs.isKnown(statement.sql())) {
            counters.changed();
        }
        try {
            return programs.of(statement.sql());
        } catch (SQLException notNow) {
            transaction.passedOver(notNow);
            return Program.UNKNOWN;
        }
    }

    /** Whether {@link #program} answers without asking SQLite. */
    public boolean knowsProgram(SqlStatement statement) {
        return schema.count() == schemaSeen && programs.isKnown(statement.sql());
    }

    /** The text that was borrowed last since {@link #forgetLastSql}, or null. */
    public @Nullable String lastSql() {
        return lastSql;
    }

    /** Another session has the connection. */
    public void forgetLastSql() {
        lastSql = null;
    }

    private void useNewestSchema() {
        if (schema.count() != schemaSeen) {
            forgetOldSchema();
        }
    }

    private void forgetWhatDependsOnSchema(long now) {
        schemaSeen = now;
        cache.clear();
        programs.forget();
        recording.forgetSchema();
        values.schemaChanged();
    }

    void forgetOldSchema() {
        forgetWhatDependsOnSchema(schema.count());
        try {
            // SQLite checks its copy of the schema when it runs a statement, not when it prepares one.
            database._exec("SELECT 1 FROM sqlite_schema LIMIT 1");
        } catch (SQLException later) {
            transaction.passedOver(later);
            log.atDebug()
                    .addKeyValue("connection", connectionId)
                    .setCause(later)
                    .log("connection #{} reads the new schema later", connectionId);
        }
    }
}
