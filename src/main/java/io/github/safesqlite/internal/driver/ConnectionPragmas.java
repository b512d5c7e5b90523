// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** The PRAGMAs of one connection, as it has them and as sessions change them. Not thread-safe. */
public final class ConnectionPragmas {
    private static final String JOURNAL_MODE = "journal_mode";
    private static final String SYNCHRONOUS = "synchronous";

    private final SQLiteConnection driver;
    private final Programs programs;
    private final NativeCounters counters;
    private final OpenTransaction transaction;
    private final PragmaMemory memory;
    private final ConnectionSync sync;

    ConnectionPragmas(
            SQLiteConnection driver,
            Programs programs,
            NativeCounters counters,
            OpenTransaction transaction,
            ConnectionSync sync) {
        this.driver = driver;
        this.programs = programs;
        this.counters = counters;
        this.transaction = transaction;
        this.memory = new PragmaMemory(driver);
        this.sync = sync;
    }

    /** The values that sessions have changed. */
    PragmaMemory memory() {
        return memory;
    }

    /** The value of a PRAGMA, or null if it has none. */
    public @Nullable String read(String name) throws SQLException {
        String told = name.equals(SYNCHRONOUS) ? sync.synchronous() : null;
        return told != null ? told : Pragmas.read(driver, name);
    }

    /** Sets a PRAGMA without reading it back. */
    public void set(String name, String value) throws SQLException {
        Pragmas.set(driver, name, value);
    }

    /** Whether a PRAGMA has this value, however it is written. */
    public boolean has(String name, String value) throws SQLException {
        String current = read(name);
        return current != null && Pragmas.same(name, value, current);
    }

    /** Saves the value of a PRAGMA that the session is about to set. */
    public void remember(String name) throws SQLException {
        if (name.equals(SYNCHRONOUS)) {
            sync.suspend();
        }
        memory.remember(name);
    }

    /** The session has set these PRAGMAs by statements of its own, each of which was remembered. */
    public void uses(PragmaValues values) {
        memory.uses(values);
    }

    /** Readies the connection for a session that has set these PRAGMAs and no others; false if that fails. Can't throw. */
    public boolean use(PragmaValues values) {
        if (memory.isUsing(values)) {
            return true;
        }
        programs.forget();
        try {
            if (values.get(SYNCHRONOUS) != null) {
                sync.suspend();
                return memory.use(values);
            }
            boolean done = memory.use(values);
            sync.resume();
            return done;
        } catch (SQLException notShared) {
            return false;
        }
    }

    /** Whether a PRAGMA that may write would change nothing now; false also if that cannot be told. */
    public boolean hasNothingToDo(SqlStatement pragma) {
        try {
            return switch (pragma.pragma()) {
                case JOURNAL_MODE -> hasJournalMode(pragma.pragmaValue());
                // One of the few that SQLite can explain without applying them: all that it does is in its program.
                case "optimize" -> explain(pragma.sql()).hasNothingToDo();
                default -> false;
            };
        } catch (SQLException busyOrBroken) {
            transaction.passedOver(busyOrBroken);
            return false;
        }
    }

    private boolean hasJournalMode(String wanted) throws SQLException {
        // A database in memory has no log, whatever is asked for.
        return has(JOURNAL_MODE, wanted) || wanted.equalsIgnoreCase("wal") && has(JOURNAL_MODE, "memory");
    }

    private Program explain(String sql) throws SQLException {
        counters.changed();
        return Program.of(driver, programs.code(), sql);
    }

    /** Whether another connection that has the file open would be in the way of this statement. */
    public boolean needsFileAlone(SqlStatement sql) throws SQLException {
        return sql.wantsFileAlone() && (!sql.pragma().equals(JOURNAL_MODE) || has(JOURNAL_MODE, "wal"));
    }
}
