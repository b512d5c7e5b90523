// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.config.AdaptiveConfig;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.file.LogSync;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.learning.LearnedKeys;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.Deadlines;
import io.github.safesqlite.internal.retry.BusyRetry;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What all sessions of a DataSource share. Immutable and thread-safe.
 *
 * @param adaptive those options of {@code config} that each transaction needs, read once
 * @param readsBesideWrites whether a reader on one connection leaves a writer on another alone (write-ahead log)
 */
public record SessionContext(
        SqliteConfig config,
        ConnectionSettings settings,
        AdaptiveConfig adaptive,
        String poolName,
        ConnectionSource source,
        WriteGate gate,
        BusyRetry retry,
        SqlClassifier classifier,
        Beginnings beginnings,
        LearnedKeys learned,
        Listeners listeners,
        LeakTracker leaks,
        Ticker ticker,
        boolean readsBesideWrites) {

    /** The same with what follows from those. */
    public static SessionContext of(
            SqliteConfig config,
            ConnectionSource source,
            BusyRetry retry,
            SqlClassifier classifier,
            Beginnings beginnings,
            LearnedKeys learned,
            Listeners listeners,
            LeakTracker leaks,
            Ticker ticker,
            boolean readsBesideWrites) {
        return new SessionContext(
                config,
                new ConnectionSettings(config),
                config.adaptive(),
                config.poolName(),
                source,
                source.gate(),
                retry,
                classifier,
                beginnings,
                learned,
                listeners,
                leaks,
                ticker,
                readsBesideWrites);
    }

    /**
     * The statements of a text, at least one.
     *
     * @throws SQLException if there is none
     */
    public SqlScript script(@Nullable String sql) throws SQLException {
        SqlScript script = classifier.classify(required(sql));
        requireStatement(script);
        return allowed(script);
    }

    /** The statements of a text that is to run now and may never come again, none if it is white space, comments and semicolons. */
    public SqlScript scriptToRun(@Nullable String sql) throws SQLException {
        return allowed(classifier.classifyToRun(required(sql)));
    }

    private SqlScript allowed(SqlScript script) throws SQLException {
        if (config.untrusted()) {
            UntrustedSql.check(poolName, script);
        }
        return script;
    }

    private String required(@Nullable String sql) throws SQLException {
        if (sql == null) {
            throw new SQLException(poolName + ": the SQL is null");
        }
        return sql;
    }

    /**
     * Makes sure that there is something to run.
     *
     * @throws SQLException if not; the driver would fail in ways that are hard to understand
     */
    public void requireStatement(SqlScript script) throws SQLException {
        if (script.statements().isEmpty()) {
            throw new SQLException(poolName + ": the SQL contains no statement: \"" + shown(script.text()) + "\"");
        }
    }

    /** Makes sure that what is written on the connection is not lost with a file that was replaced. */
    public void requireStored(PhysicalConnection connection) throws SQLException {
        source.place().requireStored(poolName, connection.openedFile());
    }

    /**
     * Before a commit on the connection: makes sure that it will be stored.
     *
     * @return to be told when it is written, and to be given to {@link #awaitDurable} outside of the gate
     */
    public LogSync.Commit beforeCommit(PhysicalConnection connection) throws SQLException {
        requireStored(connection);
        try {
            return connection.beforeCommit();
        } catch (IOException failure) {
            throw StorageException.syncRefused(poolName, fileName(), failure);
        }
    }

    /** Returns when a commit is durable that shares its sync with others. */
    public void awaitDurable(LogSync.Commit commit) throws SQLException {
        try {
            commit.awaitDurable();
        } catch (IOException failure) {
            throw StorageException.syncFailed(poolName, fileName(), failure);
        }
    }

    private String fileName() {
        Path file = source.file();
        return file == null ? config.file() : file.toString();
    }

    public Deadline writeDeadline() {
        return Deadlines.write(config, ticker);
    }

    public Deadline connectionDeadline() {
        return Deadlines.connection(config, ticker);
    }

    /** Whether autocommit writes of several sessions may share a transaction. */
    public boolean groupsCommits() {
        return config.groupCommit();
    }

    /** Whether the stack at which each statement is created is kept. */
    public boolean tracesStatements() {
        return config.traceStatements() || listeners.traceStatements();
    }

    /** The SQL as it may be shown to people: short and without values. */
    public String shown(@Nullable String sql) {
        return sql == null ? "(no SQL)" : SqlText.abbreviate(sql);
    }
}
