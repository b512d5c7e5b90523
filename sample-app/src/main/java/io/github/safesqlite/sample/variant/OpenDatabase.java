// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

import java.io.PrintStream;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database that a variant has opened, closed by whoever opened it. */
public interface OpenDatabase extends AutoCloseable {
    /** Where requests get their connections. Safe for use by multiple threads. */
    DataSource dataSource();

    /** Prints what the variant measured about itself; nothing where it measures nothing. */
    default void printMetrics(PrintStream out) {}

    @Override
    void close() throws SQLException;
}
