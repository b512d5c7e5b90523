// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

/** The sort of a SQL statement, as far as transactions are concerned. */
public enum StatementKind {
    /** Only reads: SELECT, VALUES, EXPLAIN. */
    READ,
    /** Changes data or schema, or is not known not to. */
    WRITE,
    BEGIN,
    /** COMMIT or END. */
    COMMIT,
    /** ROLLBACK of the whole transaction. */
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    /** ROLLBACK TO a savepoint. */
    ROLLBACK_TO,
    /** A PRAGMA in any form, also below EXPLAIN: explaining a PRAGMA applies it. */
    PRAGMA,
    ATTACH_DETACH,
    /** VACUUM, also VACUUM INTO. */
    VACUUM,
    /** A command of the driver that SQLite does not know: {@code backup to}, {@code restore from}. */
    DRIVER_COMMAND,
    /** No statement at all: white space, comments, semicolons. */
    EMPTY
}
