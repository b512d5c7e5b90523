// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.source;

import java.sql.SQLException;

/** Takes the rows of a table, one after the other. */
@FunctionalInterface
public interface RowReader<E extends Exception> {
    /** Takes the row at which the source stands; it is valid during this call only. */
    void read(SourceRow row) throws SQLException, E;
}
