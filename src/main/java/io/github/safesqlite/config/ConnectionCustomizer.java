// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.sql.Connection;
import java.sql.SQLException;

/** Prepares each physical connection once, after its PRAGMAs: functions, collations, extensions. */
@FunctionalInterface
public interface ConnectionCustomizer {
    /**
     * Prepares {@code raw}, the driver's own connection, before any session uses it. It must be left open, in autocommit, and
     * is not to be kept.
     *
     * @throws SQLException if the connection cannot be used; it is closed and the caller gets the error
     */
    void customize(Connection raw) throws SQLException;
}
