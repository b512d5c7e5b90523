// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.core.Codes;

/** The prepared transaction statements and counters of one connection, prepared at their first use. Not thread-safe. */
final class ControlStatements {
    /** What a connection is asked for, a number each. */
    private enum Question {
        DATA_VERSION("PRAGMA data_version"),
        SCHEMA_VERSION("PRAGMA schema_version"),
        DATABASES("SELECT count(*) FROM pragma_database_list"),
        CHANGES("SELECT changes()"),
        LAST_INSERT_ROWID("SELECT last_insert_rowid()");

        private final String sql;

        Question(String sql) {
            this.sql = sql;
        }
    }

    private static final List<ControlStatement> LOCKING =
            List.of(ControlStatement.BEGIN_IMMEDIATE, ControlStatement.BEGIN_EXCLUSIVE);

    private final SQLiteConnection driver;
    private final @Nullable NativeStatement[] prepared = new NativeStatement[ControlStatement.values().length];
    private final @Nullable NativeStatement[] questions = new NativeStatement[Question.values().length];

    ControlStatements(SQLiteConnection driver) {
        this.driver = driver;
    }

    void run(ControlStatement statement) throws SQLException {
        prepared(statement).run();
    }

    /** Has the statements that take write locks compiled again at their next use. */
    void forgetLocking() throws SQLException {
        for (ControlStatement locking : LOCKING) {
            NativeStatement old = prepared[locking.ordinal()];
            prepared[locking.ordinal()] = null;
            if (old != null) {
                old.close();
            }
        }
    }

    /**
     * Whether a transaction is open. SQLite's own answer (sqlite3_get_autocommit) is not offered by the driver, but a
     * BEGIN is refused exactly inside a transaction. Must not be asked while a result of a write is half-read.
     */
    boolean inTransaction() throws SQLException {
        NativeStatement begin = prepared(ControlStatement.BEGIN_DEFERRED);
        int code = begin.tryRun();
        if (code == Codes.SQLITE_DONE) {
            // An interrupt can end the COMMIT too; what the question began must not stay.
            if (prepared(ControlStatement.COMMIT).tryRun() != Codes.SQLITE_DONE && !rollBack()) {
                throw new SQLiteException(
                        "the question for the transaction was interrupted", SQLiteErrorCode.SQLITE_INTERRUPT);
            }
            return false;
        }
        if (code != Codes.SQLITE_ERROR) {
            begin.fail(code);
        }
        return true;
    }

    /** Rolls back what is open, if anything is; whether nothing is open now. */
    boolean rollBack() throws SQLException {
        int code = prepared(ControlStatement.ROLLBACK).tryRun();
        return code == Codes.SQLITE_DONE || code == Codes.SQLITE_ERROR;
    }

    int dataVersion() throws SQLException {
        return (int) asked(Question.DATA_VERSION);
    }

    long schemaVersion() throws SQLException {
        return asked(Question.SCHEMA_VERSION);
    }

    /** How many databases it has: the main one, the temporary one once it is used, and those that are attached. */
    long databases() throws SQLException {
        try {
            return asked(Question.DATABASES);
        } catch (SQLException failure) {
            if (!SqliteErrors.isBusy(failure)) {
                throw failure;
            }
            // As a table the list is one of the main database, which is locked; the PRAGMA reads none.
            return FirstColumn.of(driver, "PRAGMA database_list").size();
        }
    }

    long lastInsertRowId() throws SQLException {
        return asked(Question.LAST_INSERT_ROWID);
    }

    long changes() throws SQLException {
        return asked(Question.CHANGES);
    }

    private long asked(Question question) throws SQLException {
        NativeStatement statement = questions[question.ordinal()];
        if (statement == null) {
            statement = new NativeStatement(driver, question.sql);
            questions[question.ordinal()] = statement;
        }
        return statement.queryLong();
    }

    private NativeStatement prepared(ControlStatement statement) throws SQLException {
        NativeStatement ready = prepared[statement.ordinal()];
        if (ready == null) {
            ready = new NativeStatement(driver, statement.sql());
            prepared[statement.ordinal()] = ready;
        }
        return ready;
    }
}
