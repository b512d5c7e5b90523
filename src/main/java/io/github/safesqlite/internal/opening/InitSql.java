// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.ApplicationCode;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.retry.Backoff;
import io.github.safesqlite.internal.retry.BusyRetry;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.Deadline;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the option {@code initSql} on new connections. What writes does so in the write gate, as every other write; what finds its
 * work done, as CREATE TABLE IF NOT EXISTS mostly does, does not enter it. Thread-safe.
 */
final class InitSql {
    private final SqliteConfig config;
    private final WriteGate gate;
    private final BusyRetry retry;
    private final Listeners listeners;
    private final String text;
    private final List<SqlStatement> statements;

    InitSql(SqliteConfig config, WriteGate gate, BusyRetry retry, Listeners listeners) {
        this.config = config;
        this.gate = gate;
        this.retry = retry;
        this.listeners = listeners;
        this.text = config.initSql().orElse("");
        // The time for which SQLite itself waits is the library's choice: it waits in Java, for up to writeTimeout.
        this.statements = SqlScript.parse(text).statements().stream()
                .filter(statement -> !statement.pragma().equals("busy_timeout"))
                .toList();
    }

    /**
     * Runs all of it.
     *
     * @param gateHeld whether the caller is in the write gate
     * @throws OpenFailedException if a statement fails, or if a transaction is left open
     */
    void run(PhysicalConnection connection, long sessionId, boolean gateHeld, Deadline deadline) throws SQLException {
        if (statements.isEmpty()) {
            return;
        }
        Hold hold = null;
        try {
            for (int next = 0; next < statements.size(); next++) {
                if (hold == null && !gateHeld && needsGate(connection, next)) {
                    hold = enter(sessionId, deadline);
                }
                run(connection, statements.get(next), sessionId, deadline);
            }
            if (connection.inTransaction()) {
                throw failed("initSql leaves a transaction open", "End it with COMMIT.", VendorCode.CANTOPEN, null);
            }
        } finally {
            if (hold != null) {
                hold.exit();
            }
        }
    }

    private Hold enter(long sessionId, Deadline deadline) throws SQLException {
        return gate.enter(
                new Entrant(sessionId, config.poolName(), Thread.currentThread(), text, null, listeners, null),
                deadline);
    }

    /** A transaction that will write needs it from its beginning, for what it reads must be the newest. */
    private boolean needsGate(PhysicalConnection connection, int next) {
        SqlStatement statement = statements.get(next);
        return switch (statement.kind()) {
            case BEGIN, SAVEPOINT -> statements.stream().skip(next).anyMatch(InitSql::mayWrite);
            default -> mayWrite(statement) && hasWork(connection, statement);
        };
    }

    /** A PRAGMA that only an encrypted SQLite, say, knows is a setting of the connection. */
    private static boolean mayWrite(SqlStatement statement) {
        boolean unknown =
                statement.kind() == StatementKind.PRAGMA && statement.pragma().isEmpty();
        return statement.needsGate() && !unknown;
    }

    /** Whether it has something to do in a file; a temporary table is in none. */
    private static boolean hasWork(PhysicalConnection connection, SqlStatement statement) {
        return statement.kind() == StatementKind.PRAGMA
                ? !statement.mayDoNothing() || !connection.pragmas().hasNothingToDo(statement)
                : program(connection, statement).writesFile();
    }

    private static Program program(PhysicalConnection connection, SqlStatement statement) {
        try {
            return Program.of(connection.driver(), ApplicationCode.NONE, statement.sql());
        } catch (SQLException notNow) {
            connection.passedOver(notNow);
            return Program.UNKNOWN;
        }
    }

    /** To run it all the same would tell the other connections that the schema has changed. */
    private static boolean isDone(PhysicalConnection connection, SqlStatement statement) {
        return statement.mayDoNothing()
                && statement.kind() != StatementKind.PRAGMA
                && program(connection, statement).hasNothingToDo();
    }

    private void run(PhysicalConnection connection, SqlStatement statement, long sessionId, Deadline deadline)
            throws SQLException {
        if (isDone(connection, statement)) {
            return;
        }
        try {
            if (connection.inTransaction()) {
                connection.execute(statement.sql());
                return;
            }
            retry.run(config.poolName(), sessionId, RetryPoint.OPEN, statement.sql(), deadline, new Backoff(), () -> {
                connection.execute(statement.sql());
                return connection;
            });
        } catch (SQLException failure) {
            // Those of this library have one, the driver's have none.
            if (failure.getSQLState() != null) {
                throw failure;
            }
            throw failed(
                    "initSql failed at `" + SqlText.abbreviate(statement.sql()) + "`: " + failure.getMessage(),
                    "Correct the statement; it runs on each new connection.",
                    SqliteErrors.primaryCode(failure),
                    failure);
        }
    }

    private OpenFailedException failed(String problem, String fix, int code, @Nullable SQLException cause) {
        return OpenFailedException.of(config.poolName(), config.file(), problem, fix, code, cause);
    }
}
