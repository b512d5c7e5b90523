// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * One open connection of the driver, with its prepared statements. Used by one session at a time and not thread-safe,
 * except {@link #interrupt}, {@link #discard} and {@link #close}, which any thread may call.
 *
 * <p>The driver would begin again after each COMMIT and keep SQLite's write lock, so it stays in autocommit for life and
 * BEGIN, COMMIT and ROLLBACK are sent here.
 */
public final class PhysicalConnection {
    private static final Log log = Log.named("io.github.safesqlite.pool");
    private static final AtomicLong nextId = new AtomicLong();

    private final long id = nextId.incrementAndGet();
    private final SQLiteConnection driver;
    private final SchemaChanges schema;
    private final Listeners listeners;
    private final long openedNanos;
    private final ControlStatements control;
    private final StatementCache cache;
    private final PageCache pages;
    private final PragmaMemory pragmas;
    private final Programs programs;
    private final NativeCounters counters;
    private final DriverValues values;
    private final AttachedFiles attached;
    private long databases;
    private final Object lifecycle = new Object();

    private volatile boolean interrupted;
    private final boolean leavesOutDriversCommit;
    private boolean begun;
    private volatile boolean closed;
    private volatile @Nullable String discardReason;
    private volatile Connection delegate;
    private volatile boolean outerAutoCommit = true;
    private volatile @Nullable SoleUse fileTaken;
    private long schemaSeen;
    private boolean schemaTouched;

    /** What its session runs or ran last; read a moment late by others. */
    private @Nullable String lastSql;

    /** Why its session keeps it until it closes, if so; read a moment late by others. */
    private @Nullable String keptBecause;

    private boolean openedUnwritable;
    private @Nullable FileKey openedFile;

    public PhysicalConnection(
            SQLiteConnection driver,
            boolean handedOut,
            NativeMemory memory,
            SchemaChanges schema,
            Ticker ticker,
            Listeners listeners) {
        this.driver = driver;
        this.delegate = driver;
        this.schema = schema;
        this.schemaSeen = schema.count();
        this.listeners = listeners;
        this.openedNanos = ticker.nanos();
        // With that option the driver would begin a transaction of its own if it took this one for its own.
        this.leavesOutDriversCommit = !driver.getDatabase().getConfig().isExplicitReadOnly();
        this.control = new ControlStatements(driver);
        this.counters = new NativeCounters(driver, control);
        this.cache = new StatementCache(memory.statements(), memory.statementBytes());
        this.programs = new Programs(driver, handedOut);
        this.values = new DriverValues(driver);
        this.attached = new AttachedFiles(driver);
        this.pragmas = new PragmaMemory(new PragmaMemory.Access() {
            @Override
            public @Nullable String read(String name) throws SQLException {
                return readPragma(name);
            }

            @Override
            public void set(String name, String value) throws SQLException {
                setPragma(name, value);
            }
        });
        this.pages = memory.pages().add(driver, pragmas);
    }

    /** A number that no other physical connection of this JVM has. */
    public long id() {
        return id;
    }

    /** The database file that it has open, if that is known; null for any other. */
    public @Nullable FileKey openedFile() {
        return openedFile;
    }

    /** The driver's connection, or the one that the wrapped DataSource gave. */
    public Connection delegate() {
        return delegate;
    }

    /** What the driver makes of the values on this connection. */
    public DriverValues values() {
        return values;
    }

    /** The files that are attached to it. */
    public AttachedFiles attached() {
        return attached;
    }

    /** Finds out which files are attached to it; to be called after that has changed. */
    public void attachedChanged() throws SQLException {
        databases = control.databases();
        if (attached.lookAgain()) {
            // A BEGIN IMMEDIATE that was compiled before takes no lock of what was attached since, and SQLite keeps it.
            control.forgetLocking();
            forgetOldSchema();
        }
    }

    /** The same where somebody else may have attached a file, without a word. */
    public void attachedMayHaveChanged() throws SQLException {
        if (control.databases() != databases) {
            attachedChanged();
        }
    }

    /** How a transaction that will write begins: with the locks of all its files, if it can have them. */
    public ControlStatement beginToWrite() {
        return attached.hasFileTwice() ? ControlStatement.BEGIN_DEFERRED : ControlStatement.BEGIN_IMMEDIATE;
    }

    /** Runs a transaction statement. */
    public void execute(ControlStatement statement) throws SQLException {
        control.run(statement);
        begun = statement != ControlStatement.COMMIT && statement != ControlStatement.ROLLBACK;
        if (!begun) {
            tellOwnSchema();
        }
    }

    /** Its transaction is over: others see its schema now, or it sees theirs again. */
    private void tellOwnSchema() {
        if (schemaTouched) {
            schemaTouched = false;
            schema.changed();
        }
    }

    /** Runs all statements of a text without parameters, such as a SAVEPOINT. */
    public void execute(String sql) throws SQLException {
        driver.getDatabase()._exec(sql);
        if (SchemaChanges.isMadeBy(sql)) {
            schemaChanged();
        }
    }

    /**
     * Whether SQLite has a transaction open on this connection. Must not be asked while a result of a write is half-read.
     */
    public boolean inTransaction() throws SQLException {
        begun = control.inTransaction();
        return begun;
    }

    /** Rolls back what SQLite has open, if anything; whether nothing is open now. Can't throw. */
    public boolean endTransaction() {
        synchronized (lifecycle) {
            interrupted = false;
        }
        try {
            begun = !control.rollBack();
        } catch (SQLException | RuntimeException | Error failure) {
            begun = true;
        }
        if (!begun) {
            tellOwnSchema();
        }
        return !begun;
    }

    /** A number that changes when another connection changed the database ({@code PRAGMA data_version}). */
    public int dataVersion() throws SQLException {
        return control.dataVersion();
    }

    /** The same for the main database and the attached ones together; in a transaction this takes its snapshot of each. */
    public int dataVersionOfAll() throws SQLException {
        return attached.isAny() ? 31 * dataVersion() + attached.dataVersion() : dataVersion();
    }

    /** A number that changes when the schema of the database changed ({@code PRAGMA schema_version}). */
    long schemaVersion() throws SQLException {
        return control.schemaVersion();
    }

    /** What SQLite counts on this connection. */
    public NativeCounters counters() {
        return counters;
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
        return programs.of(statement.sql());
    }

    /** Whether a PRAGMA that may write would change nothing now. */
    public boolean hasNothingToDo(SqlStatement pragma) {
        return PragmaWork.isNone(this, pragma);
    }

    /** What the statement would do now, without a memory of it. */
    Program explain(String sql) throws SQLException {
        counters.changed();
        return Program.of(driver, programs.code(), sql);
    }

    /** Whether {@link #program} answers without asking SQLite. */
    public boolean knowsProgram(SqlStatement statement) {
        return schema.count() == schemaSeen && programs.isKnown(statement.sql());
    }

    /** Whether what runs on it is told to a listener of the application, in the running thread. */
    public boolean mayHaveListeners() {
        return programs.isHandedOut() && DriverListeners.mayListenTo(driver);
    }

    /** Whether it has changed the schema in a transaction that is still open, so that others see another schema. */
    public boolean hasOwnSchema() {
        return schemaTouched;
    }

    ApplicationCode applicationCode() throws SQLException {
        return programs.code();
    }

    /** The value of a PRAGMA, or null if it has none. */
    public @Nullable String readPragma(String name) throws SQLException {
        return Pragmas.read(driver, name);
    }

    /** Sets a PRAGMA without reading it back. */
    public void setPragma(String name, String value) throws SQLException {
        Pragmas.set(driver, name, value);
    }

    /** The pages of the database that it keeps. */
    public PageCache pages() {
        return pages;
    }

    /** Saves the value of a PRAGMA that the session is about to set. */
    public void rememberPragma(String name) throws SQLException {
        pragmas.remember(name);
    }

    /** The session has set these PRAGMAs by statements of its own, each of which was remembered. */
    public void uses(PragmaValues values) {
        pragmas.uses(values);
    }

    /** Readies it for a session that has set these PRAGMAs and no others; false if that cannot be done. Can't throw. */
    public boolean use(PragmaValues values) {
        if (pragmas.isUsing(values)) {
            return true;
        }
        programs.forget();
        return pragmas.use(values);
    }

    /** Whether a PRAGMA has this value, however it is written. */
    public boolean hasPragma(String name, String value) throws SQLException {
        String current = readPragma(name);
        return current != null && Pragmas.same(name, value, current);
    }

    /** Runs a lent statement that gives no rows; how many rows SQLite says that the last one that changed rows has changed. */
    public long update(PreparedStatement statement) throws SQLException {
        if (!begun || !leavesOutDriversCommit) {
            return statement.executeLargeUpdate();
        }
        // In autocommit the driver steps its own BEGIN and COMMIT behind each statement, which SQLite refuses in a
        // transaction.
        driver.getConnectionConfig().setAutoCommit(false);
        try {
            return statement.executeLargeUpdate();
        } finally {
            driver.getConnectionConfig().setAutoCommit(true);
        }
    }

    /** Lends a statement that the caller has prepared, see {@link #borrow(SqlStatement, boolean)}. */
    public PreparedStatement borrow(SqlStatement statement) throws SQLException {
        return borrow(statement, true);
    }

    /**
     * Lends a prepared statement, from the cache if it is there; pair with {@link #giveBack}.
     *
     * @param prepared whether the caller has it prepared, so that it is likely to come again
     */
    @SuppressWarnings("MustBeClosed") // giveBack() closes it or keeps it.
    public PreparedStatement borrow(SqlStatement statement, boolean prepared) throws SQLException {
        pages.fit();
        useNewestSchema();
        if (statement.changesRows()) {
            counters.changed();
        }
        lastSql = statement.sql();
        PreparedStatement lent = cache.take(statement.sql());
        boolean fromCache = lent != null;
        if (lent == null) {
            lent = driver.prepareStatement(statement.sql());
            cache.lend(statement.sql(), lent, prepared);
        }
        listeners.statementPrepared(fromCache);
        return lent;
    }

    private void useNewestSchema() {
        if (schema.count() != schemaSeen) {
            forgetOldSchema();
        }
    }

    private void forgetOldSchema() {
        schemaSeen = schema.count();
        cache.clear();
        programs.forget();
        values.schemaChanged();
        try {
            // SQLite checks its copy of the schema when it runs a statement, not when it prepares one.
            driver.getDatabase()._exec("SELECT 1 FROM sqlite_schema LIMIT 1");
        } catch (SQLException later) {
            unimportant("reads the new schema later", later);
        }
    }

    /** How many columns a lent statement has by SQLite's account. */
    public int columns(PreparedStatement statement) {
        return cache.columns(statement);
    }

    /** Closes the idle prepared statement of this text, if there is one. */
    public void forget(SqlStatement statement) throws SQLException {
        PreparedStatement prepared = cache.take(statement.sql());
        if (prepared != null) {
            cache.giveBack(prepared, false);
        }
    }

    /** Takes a lent statement back: it is reset and kept, or closed if it is broken or not reusable. Can't throw. */
    public void giveBack(PreparedStatement statement, boolean reusable) {
        if (cache.giveBack(statement, reusable)) {
            schemaChanged();
        }
    }

    /**
     * Tells that the schema was changed by other means than {@link #borrow} and {@link #execute(String)}, so that no
     * connection uses a statement of the old one.
     */
    public void schemaChanged() {
        // In a transaction others see it at its end only, so they are told again then.
        schemaTouched = begun;
        schema.changed();
    }

    /** Interrupts what runs now; it fails with SQLITE_INTERRUPT. Can't throw. */
    public void interrupt() {
        // close() must not free SQLite's handle while another thread interrupts through it.
        synchronized (lifecycle) {
            if (!closed) {
                interrupted = true;
                try {
                    driver.getDatabase().interrupt();
                } catch (SQLException gone) {
                    unimportant("could not be interrupted", gone);
                }
            }
        }
    }

    /**
     * Whether no transaction is open for sure. One of ours may be, after an error; one of the driver's, after an interrupt: it
     * steps a BEGIN and a COMMIT of its own. What is then written in autocommit would be acknowledged and not be stored.
     */
    public boolean isSettled() {
        return !begun && !interrupted;
    }

    /** Before a write in autocommit: in a transaction that was left open it would not be stored. */
    public void requireSettled() throws SQLException {
        if (!isSettled() && !endTransaction()) {
            throw SqliteErrors.error("an earlier transaction on this connection could not be ended; nothing was run");
        }
    }

    /** Ends what may be open, before the connection goes back. Can't throw. */
    public void settle() {
        if (!isSettled() && !endTransaction()) {
            discard("its transaction could not be ended");
        }
    }

    /** Marks the connection to be closed at its release; the first reason counts. */
    public void discard(String reason) {
        synchronized (lifecycle) {
            if (discardReason == null) {
                discardReason = reason;
            }
        }
    }

    /** Leaves it to its session until that closes; after that it is of no use to another one. */
    public void keep(String reason) {
        keptBecause = reason;
        discard(reason);
    }

    /** Whether another connection that has the file open would be in the way of this statement. */
    public boolean needsFileAlone(SqlStatement sql) throws SQLException {
        return sql.wantsFileAlone() && (!sql.pragma().equals("journal_mode") || hasPragma("journal_mode", "wal"));
    }

    /** It has the file to itself until it is closed; {@code locker} is whose it is, if it locks all others out. */
    public void takeFile(SoleUse file, @Nullable String locker) {
        fileTaken = file;
        file.begin(id, locker);
    }

    /** Why its session keeps it until it closes, if so. */
    public @Nullable String keptBecause() {
        return keptBecause;
    }

    /** Whether it is marked to be closed at its release. */
    public boolean isDiscarded() {
        return discardReason != null;
    }

    /** Why it is to be closed, or null. */
    public @Nullable String discardReason() {
        return discardReason;
    }

    /** Closes the driver's connection; waits for a statement that runs. Later calls do nothing. Can't throw. */
    public void close() {
        String reason = discardReason;
        close(reason == null ? "closed" : reason);
    }

    /** Whether it is open and SQLite answers. Can't throw. */
    public boolean isValid() {
        try {
            return !closed && !driver.isClosed() && dataVersion() > 0;
        } catch (SQLException broken) {
            return false;
        }
    }

    /** It was opened on this file, if that is known, and SQLite could open it for reading only if {@code unwritable}. */
    public void openedOn(@Nullable FileKey file, boolean unwritable) {
        openedFile = file;
        openedUnwritable = unwritable;
    }

    /** The text that was borrowed last since {@link #forgetLastSql}, or null. */
    public @Nullable String lastSql() {
        return lastSql;
    }

    /** Another session has it. */
    public void forgetLastSql() {
        lastSql = null;
    }

    /** Whether it can only read, since the file could not be written when it was opened. */
    public boolean openedUnwritable() {
        return openedUnwritable;
    }

    public long openedNanos() {
        return openedNanos;
    }

    public SQLiteConnection driver() {
        return driver;
    }

    /** Uses the outer connection as delegate, which had that autocommit; null goes back to the driver's. */
    public void attach(@Nullable Connection outer, boolean autoCommit) {
        delegate = outer == null ? driver : outer;
        outerAutoCommit = autoCommit;
    }

    /** The autocommit that the outer connection came with. */
    public boolean outerAutoCommit() {
        return outerAutoCommit;
    }

    public void close(String reason) {
        synchronized (lifecycle) {
            if (closed) {
                return;
            }
            closed = true;
        }
        pages.close();
        try {
            driver.close();
        } catch (SQLException unimportant) {
            unimportant("failed to close; its file handle is the driver's problem", unimportant);
        } finally {
            attached.release();
        }
        SoleUse taken = fileTaken;
        if (taken != null) {
            taken.end(id);
        }
        listeners.physicalConnectionClosed(id, reason);
    }

    private void unimportant(String what, SQLException failure) {
        log.atDebug().addKeyValue("connection", id).setCause(failure).log("connection #{} {}", id, what);
    }
}
