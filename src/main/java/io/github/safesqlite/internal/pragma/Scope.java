// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pragma;

/** What a PRAGMA acts on when it is given a value. */
public enum Scope {
    /** Nothing: the value says what to ask of the connection. */
    ASKS,
    /** Nothing: the value says what to read in the database file. */
    READS,
    /** The connection; can be read before and set back after. */
    SETTING,
    /** As SETTING, but SQLite reads the database file for it. */
    SETTING_THAT_READS,
    /** The transaction: SQLite sets it back at its end. */
    TRANSACTION,
    /** As SETTING, but SQLite refuses or ignores it inside a transaction. */
    SETTING_OUTSIDE,
    /** The connection, for good. */
    SESSION,
    /** All of SQLite in this process. */
    PROCESS,
    /** The database file. */
    FILE,
    /** The database file, with a value or without. */
    ACTION,
    JOURNAL_MODE,
    CHECKPOINT,
    /** Unknown: only some builds of SQLite have it. */
    ANYTHING
}
