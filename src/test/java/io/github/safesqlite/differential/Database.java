// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A new database with the start schema, as one way in opens it. */
public interface Database extends AutoCloseable {
    /** What the program's {@code getConnection()} does. */
    Connection connect() throws SQLException;

    /** The name of a second database, to attach it; it is created when it is asked for. */
    String second() throws SQLException;

    /** Plain connections of the driver for a look at the content: to the database, and to the second one if it exists. */
    List<Connection> plain() throws SQLException;

    @Override
    void close() throws SQLException;
}
