// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.DurableCommits;
import io.github.safesqlite.internal.file.LogSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * How the commits of one connection become durable: each by a sync of SQLite's, or several by one of {@link LogSync}. For that the
 * connection has {@code synchronous=NORMAL} instead of FULL or EXTRA, which are one in a write-ahead log, and sessions are told the
 * value that they would have. SQLite refuses to change it inside a transaction. Not thread-safe.
 */
public final class ConnectionSync {
    private static final String SYNCHRONOUS = "synchronous";
    private static final String NORMAL = "1";
    private static final String FULL = "2";
    private static final String EXTRA = "3";

    private final SQLiteConnection driver;
    private final Consumer<String> discard;
    private @Nullable DurableCommits commits;

    /** The log whose sync it may share; null if it may not. */
    private @Nullable Path log;

    /** The value that sessions are told; null while SQLite syncs each commit, or none, as it was told to. */
    private @Nullable String told;

    private boolean ending;

    /** @param discard has the connection closed when it is given back */
    ConnectionSync(SQLiteConnection driver, Consumer<String> discard) {
        this.driver = driver;
        this.discard = discard;
    }

    /** It was opened on this file, and is closed if a sync of its log fails. */
    public void openedOn(DurableCommits file) {
        commits = file;
        file.opened(discard);
    }

    /** It is closed. */
    void closed() {
        DurableCommits file = commits;
        if (file != null) {
            file.closed(discard);
        }
    }

    /** Has its commits share the sync of this log, if SQLite would sync each. */
    public void share(Path sharedLog) throws SQLException {
        if ("wal".equalsIgnoreCase(Pragmas.read(driver, "journal_mode"))) {
            // SQLite opens the log with the first read; a file system module may have it elsewhere.
            Pragmas.read(driver, "schema_version");
            log = Files.exists(sharedLog) ? sharedLog : null;
            resume();
        }
    }

    /** Whether its commits share a sync now. */
    public boolean isShared() {
        return told != null;
    }

    /** The value of {@code PRAGMA synchronous} as a session would have it; null if SQLite tells that. */
    public @Nullable String synchronous() {
        return told;
    }

    /** Shares again if SQLite would sync each commit. */
    void resume() throws SQLException {
        if (log != null && told == null && !ending) {
            String value = Pragmas.read(driver, SYNCHRONOUS);
            if (FULL.equals(value) || EXTRA.equals(value)) {
                Pragmas.set(driver, SYNCHRONOUS, NORMAL);
                told = value;
            }
        }
    }

    /** Gives SQLite the value that sessions are told: one of them is about to set another one. */
    void suspend() throws SQLException {
        String value = told;
        if (value != null) {
            Pragmas.set(driver, SYNCHRONOUS, value);
            told = null;
        }
    }

    /** Shares no more: commits may be made, or the log be left, without our knowing. In a transaction that takes effect at its end. */
    void end(boolean inTransaction) throws SQLException {
        ending = true;
        if (!inTransaction) {
            suspend();
        }
    }

    /** A transaction has ended. Can't throw. */
    void transactionEnded() {
        if (ending) {
            try {
                suspend();
            } catch (SQLException failure) {
                discard.accept("PRAGMA synchronous could not be set back: " + failure.getMessage());
            }
        }
    }

    /**
     * Before a commit.
     *
     * @throws IOException if the log cannot be synced; the commit must not be made
     */
    LogSync.Commit prepare() throws IOException {
        DurableCommits file = commits;
        Path shared = log;
        if (file == null) {
            return LogSync.Commit.DURABLE;
        }
        if (told != null && shared != null) {
            return file.prepare(shared);
        }
        if (file.hasFailed()) {
            throw new IOException("an earlier sync of the write-ahead log has failed");
        }
        return LogSync.Commit.DURABLE;
    }
}
