// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.change.ChangeSet;
import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.change.OutsideCommits;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteCommitListener;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteUpdateListener;
import org.sqlite.core.DB;

/**
 * Records what one connection changes while someone wants to know, and tells it when it is committed. Not thread-safe.
 *
 * <p>SQLite's hooks are set from the first write of a transaction to its end only, so that nothing is called while nobody wants to
 * know. They tell rows. What they leave out is known from the statement ({@link WrittenTables}) and from how many more rows SQLite has
 * counted than the hooks have told. A transaction that has begun before anybody wanted to know is not recorded: its commit is found
 * as one of others is.
 */
final class ChangeRecorder implements SQLiteUpdateListener, SQLiteCommitListener {
    private final SQLiteConnection driver;
    private final CommittedChanges committed;
    private final OutsideCommits.Look ofWriter;
    private final Recording recording = new Recording();
    private boolean inTransaction;
    private boolean isRecordable;
    private boolean hooked;
    private @Nullable Running running;

    /** In autocommit, the statement whose rows are still read: it commits when it is reset. */
    private @Nullable CachedStatement uncommitted;

    /** A statement that is under way. */
    private static final class Running {
        private final @Nullable WrittenTables tables;
        private final long countBefore;
        private final ChangeSet changes = new ChangeSet();
        private long told;

        /** @param tables null if they are not known */
        private Running(@Nullable WrittenTables tables, long countBefore) {
            this.tables = tables;
            this.countBefore = countBefore;
        }

        /** The tables in which rows were changed that the hook has not told, if SQLite has counted any by now. */
        private Set<String> changedUnheard(long count) {
            if (tables == null || count - countBefore <= told) {
                return Set.of();
            }
            return tables.unheard().isEmpty() ? tables.all() : tables.unheard();
        }
    }

    ChangeRecorder(SQLiteConnection driver, ControlStatements control, CommittedChanges committed) {
        this.driver = driver;
        this.committed = committed;
        this.ofWriter = control::dataVersion;
    }

    /** Whether what runs now is to be recorded. */
    boolean isWanted() {
        return inTransaction ? isRecordable : committed.isListenedTo();
    }

    /** A transaction is open; {@code fromStart} if nothing has run in it. */
    void begun(boolean fromStart) {
        inTransaction = true;
        isRecordable = fromStart && committed.isListenedTo();
        if (isRecordable) {
            recording.clear();
        }
    }

    /** A command for a savepoint was carried out. */
    void carriedOut(SavepointCommand command, String name) {
        if (isRecordable) {
            recording.carriedOut(command, name);
        }
    }

    /** Before a write runs; {@code tables} is null if they are not known. */
    void begins(@Nullable WrittenTables tables) {
        if (running != null || uncommitted != null) {
            // It runs inside another one, which is told when it ends.
            return;
        }
        if (tables != null && !tables.writes()) {
            return;
        }
        if (!hooked) {
            committed.outside().beforeWrite(ofWriter);
            hook();
        }
        running = new Running(tables, totalChanges());
    }

    /** The write that began has run to its end. */
    void ends() {
        Running ended = running;
        running = null;
        if (ended != null) {
            keep(ended, ended.changedUnheard(totalChanges()));
            commitIfAlone();
        }
    }

    /** The write that began gives rows, which are read now: it has changed what it changes, and has not counted it yet. */
    void endsWith(CachedStatement rows) {
        Running ended = running;
        running = null;
        if (ended != null) {
            keep(ended, ended.tables == null ? Set.of() : ended.tables.unheard());
            uncommitted = inTransaction ? null : rows;
        }
    }

    /** The write that began has failed. */
    void fails() {
        Running failed = running;
        running = null;
        if (failed != null) {
            long count = totalChanges();
            // SQLite undoes a statement that fails, and counts no change of it then.
            if (failed.tables != null && failed.tables.mayStopHalfway() && count > failed.countBefore) {
                keep(failed, failed.changedUnheard(count));
            }
            commitIfAlone();
        }
    }

    /** A statement was reset: in autocommit that commits it. */
    void givenBack(CachedStatement statement) {
        if (uncommitted == statement) {
            uncommitted = null;
            commitIfAlone();
        }
    }

    private void keep(Running ended, Set<String> changedUnheard) {
        ChangeSet changes = ended.changes;
        WrittenTables tables = ended.tables;
        if (tables == null) {
            changes.anyTable();
        } else {
            tables.rowsHidden().stream().filter(changes::has).forEach(changes::table);
            changedUnheard.forEach(changes::table);
            if (tables.schema()) {
                changes.schema();
            }
        }
        recording.changes().add(changes);
    }

    private void commitIfAlone() {
        if (!inTransaction) {
            committed();
        }
    }

    /** SQLite has committed. The connection is still in the gate. */
    void committed() {
        if (hooked) {
            ChangeSet changes = recording.all();
            unhook();
            if (!changes.isEmpty()) {
                committed.committed(changes);
            }
            committed.outside().afterCommit(ofWriter);
        }
        over();
    }

    /** No transaction is open any more. Can't throw. */
    void over() {
        inTransaction = false;
        isRecordable = false;
        if (hooked) {
            unhook();
            committed.outside().afterRollback(ofWriter);
        }
    }

    /** The connection is closed, by any thread. */
    void closed() {
        committed.outside().afterRollback(ofWriter);
    }

    // Another thread may close the connection, and the driver does not check that.
    private void hook() {
        DB database = driver.getDatabase();
        synchronized (database) {
            if (!database.isClosed()) {
                database.addUpdateListener(this);
                database.addCommitListener(this);
            }
        }
        hooked = true;
    }

    private void unhook() {
        DB database = driver.getDatabase();
        synchronized (database) {
            if (!database.isClosed()) {
                database.removeUpdateListener(this);
                database.removeCommitListener(this);
            }
        }
        hooked = false;
        running = null;
        uncommitted = null;
        recording.clear();
    }

    private long totalChanges() {
        try {
            return driver.getDatabase().total_changes();
        } catch (SQLException closed) {
            return 0;
        }
    }

    @Override
    public void onUpdate(Type type, String database, String table, long rowId) {
        String name = SchemaTables.nameOf(database, table);
        Running now = running;
        if (now != null) {
            now.told++;
        }
        if (!name.isEmpty()) {
            (now == null ? recording.changes() : now.changes).row(name, rowId);
        }
    }

    @Override
    public void onCommit() {
        // It may fail yet: see committed().
    }

    /** SQLite has undone the whole transaction, at someone's wish or by itself. */
    @Override
    public void onRollback() {
        recording.clear();
        Running now = running;
        if (now != null) {
            running = new Running(WrittenTables.NONE, 0);
        }
    }
}
