// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.sql.SQLException;

/** The rows of a write that are still to be read, for which the session stays in the write gate. */
public interface RowsInGate {
    /** Steps to the next of them. */
    boolean next() throws SQLException;

    /** Ends the write because nobody wants the rest of its rows. */
    void close() throws SQLException;
}
