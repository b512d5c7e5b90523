// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.SQLException;

/** A new database with the start schema, as one way in opens it. */
interface Database extends AutoCloseable {
    /** What the program's {@code getConnection()} does. */
    Connection connect() throws SQLException;

    /** A plain connection of the driver, for a look at the content. */
    Connection plain() throws SQLException;

    @Override
    void close() throws SQLException;
}
