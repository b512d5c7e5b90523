// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

/** A reason for a session to keep its physical connection beyond the unit of work. */
public enum KeepReason {
    /** A transaction is open on it. */
    TRANSACTION,
    /** It has what only this session may see: attached files, temp objects, changed PRAGMAs. */
    SESSION_STATE,
    /** The caller holds the driver's own connection. */
    RAW_HANDLE,
    /** The program asks for a count that lives on the connection and that no other one can be made to answer. */
    CHANGE_COUNTERS
}
