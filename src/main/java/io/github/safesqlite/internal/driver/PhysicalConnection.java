// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.file.SoleUse;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.sql.Connection;
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
    private final Listeners listeners;
    private final long openedNanos;
    private final ControlStatements control;
    private final ChangeRecorder recorder;
    private final OpenTransaction transaction;
    private final PreparedStatements statements;
    private final PageCache pages;
    private final ConnectionPragmas pragmas;
    private final ConnectionSync sync;
    private final Programs programs;
    private final NativeCounters counters;
    private final DriverValues values;
    private final AttachedFiles attached;
    private final Lifecycle lifecycle;
    private long databases;
    private volatile @Nullable WrappedConnection wrapped;
    private volatile @Nullable SoleUse fileTaken;

    /** Why its session keeps it until it closes, if so; read a moment late by others. */
    private @Nullable String keptBecause;

    private boolean openedUnwritable;
    private @Nullable FileKey openedFile;

    public PhysicalConnection(
            SQLiteConnection driver,
            boolean handedOut,
            NativeMemory memory,
            SchemaChanges schema,
            CommittedChanges committed,
            Ticker ticker,
            Listeners listeners) {
        this.driver = driver;
        this.listeners = listeners;
        this.openedNanos = ticker.nanos();
        this.lifecycle = new Lifecycle(driver.getDatabase());
        this.control = new ControlStatements(driver);
        this.recorder = new ChangeRecorder(driver, control, committed);
        this.transaction = new OpenTransaction(control, schema, recorder);
        this.counters = new NativeCounters(driver, control, transaction);
        this.programs = new Programs(driver, handedOut);
        this.values = new DriverValues(driver);
        this.attached = new AttachedFiles(driver);
        this.sync = new ConnectionSync(driver, this::discard);
        this.pragmas = new ConnectionPragmas(driver, programs, counters, transaction, sync);
        this.pages = memory.pages().add(driver, pragmas.memory());
        this.statements = new PreparedStatements(
                id,
                driver,
                memory,
                programs,
                pages,
                counters,
                values,
                control,
                transaction,
                schema,
                recorder,
                listeners,
                this::isAsOpened);
    }

    private boolean isAsOpened() {
        return !programs.isHandedOut()
                && !lifecycle.isDiscarded()
                && !pragmas.memory().isAnyChanged();
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
        WrappedConnection given = wrapped;
        return given == null ? driver : given.outer();
    }

    /** Its prepared statements. */
    public PreparedStatements statements() {
        return statements;
    }

    /** Its PRAGMAs. */
    public ConnectionPragmas pragmas() {
        return pragmas;
    }

    /** How its commits become durable. */
    public ConnectionSync sync() {
        return sync;
    }

    /** Before a commit: whom to tell when it is written, and to wait for. Throws if it could not be made durable. */
    public LogSync.Commit beforeCommit() throws IOException {
        return sync.prepare();
    }

    /** From now on SQLite itself syncs what it commits, or from the end of an open transaction on. */
    public void endSharedSync() throws SQLException {
        sync.end(transaction.isBegun());
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
            statements.forgetOldSchema();
        }
    }

    /** The same where someone else may have attached a file, without a word. */
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
        if (!transaction.isBegun()) {
            pages.fit();
        }
        transaction.run(statement);
        if (!transaction.isBegun()) {
            sync.transactionEnded();
        }
    }

    /** Runs a command for the savepoint of that name. */
    public void execute(SavepointCommand command, String name) throws SQLException {
        transaction.requireGoesOn();
        driver.getDatabase()._exec(command.sql(name));
        recorder.carriedOut(command, name);
    }

    /** Runs all statements of a text without parameters. */
    public void execute(String sql) throws SQLException {
        transaction.requireGoesOn();
        driver.getDatabase()._exec(sql);
        if (SqlScript.parse(sql).changesSchema()) {
            schemaChanged();
        }
    }

    /**
     * Whether SQLite has a transaction open on this connection. Must not be asked while a result of a write is half-read.
     */
    public boolean inTransaction() throws SQLException {
        return transaction.ask();
    }

    /** Whether a failure that the caller is told of has ended its transaction. If SQLite can't tell now, the next use finds out. */
    public boolean isTransactionEndedBy(SQLException failure) {
        return transaction.isEndedBy(failure);
    }

    /** Notes a failure that nobody is told of: if it has ended the transaction, the next use throws it. */
    public void passedOver(SQLException failure) {
        transaction.passedOver(failure);
    }

    /** Rolls back what SQLite has open, if anything; whether nothing is open now. Can't throw. */
    public boolean endTransaction() {
        lifecycle.interruptOver();
        boolean ended = transaction.rollBack();
        if (ended) {
            sync.transactionEnded();
        }
        return ended;
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

    /** Whether what runs on it is told to a listener of the application, in the running thread. */
    public boolean mayHaveListeners() {
        return programs.isHandedOut() && DriverListeners.mayListenTo(driver);
    }

    /** Whether it has changed the schema in a transaction that is still open, so that others see another schema. */
    public boolean hasOwnSchema() {
        return transaction.ownSchema() != null;
    }

    /** The same, and whether the text of a statement tells all that it does on that schema. */
    public boolean tellsByOwnSchema(SqlStatement sql) {
        OwnSchema own = transaction.ownSchema();
        return own != null && own.tellsByText(sql, this);
    }

    ApplicationCode applicationCode() throws SQLException {
        return programs.code();
    }

    /** The pages of the database that it keeps. */
    public PageCache pages() {
        return pages;
    }

    /**
     * Tells that the schema was changed by other means than {@link #statements} and {@link #execute(String)}, so that no
     * connection uses a statement of the old one.
     */
    public void schemaChanged() {
        transaction.schemaChanged();
    }

    /** Interrupts what runs now; it fails with SQLITE_INTERRUPT. Can't throw. */
    public void interrupt() {
        try {
            lifecycle.interrupt();
        } catch (SQLException gone) {
            unimportant("could not be interrupted", gone);
        }
    }

    /**
     * Whether no transaction is open for sure. One of ours may be, after an error; one of the driver's, after an interrupt: it
     * steps a BEGIN and a COMMIT of its own. What is then written in autocommit would be acknowledged and not be stored.
     */
    public boolean isSettled() {
        return !transaction.isBegun() && !lifecycle.isInterrupted();
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
        lifecycle.discard(reason);
    }

    /** Leaves it to its session until that closes; after that it is of no use to another one. */
    public void keep(String reason) {
        keptBecause = reason;
        discard(reason);
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
        return lifecycle.isDiscarded();
    }

    /** Why it is to be closed, or null. */
    public @Nullable String discardReason() {
        return lifecycle.discardReason();
    }

    /** Closes the driver's connection; waits for a statement that runs. Later calls do nothing. Can't throw. */
    public void close() {
        String reason = lifecycle.discardReason();
        close(reason == null ? "closed" : reason);
    }

    /** Whether it is open and SQLite answers. Can't throw. */
    public boolean isValid() {
        try {
            return !lifecycle.isClosed() && !driver.isClosed() && dataVersion() > 0;
        } catch (SQLException failure) {
            // A database that someone else has locked is not a broken connection.
            return SqliteErrors.isBusy(failure);
        }
    }

    /** It was opened on this file, if that is known, and SQLite could open it for reading only if {@code unwritable}. */
    public void openedOn(@Nullable FileKey file, boolean unwritable) {
        openedFile = file;
        openedUnwritable = unwritable;
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

    /** Uses a connection of a wrapped DataSource as delegate; null goes back to the driver's. */
    public void attach(@Nullable WrappedConnection outer) {
        wrapped = outer;
    }

    /** The connection of a wrapped DataSource that is attached, or null. */
    public @Nullable WrappedConnection wrapped() {
        return wrapped;
    }

    /** The same, for a reason that listeners are told. */
    public void close(String reason) {
        if (!lifecycle.beginClose()) {
            return;
        }
        pages.close();
        try {
            driver.close();
        } catch (SQLException unimportant) {
            unimportant("failed to close; its file handle is the driver's problem", unimportant);
        } finally {
            recorder.closed();
            attached.release();
            sync.closed();
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
