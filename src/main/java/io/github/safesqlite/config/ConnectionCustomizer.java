// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.sql.Connection;
import java.sql.SQLException;

/** Prepares each physical connection once, after its PRAGMAs: functions, collations or extensions. */
@FunctionalInterface
public interface ConnectionCustomizer {
    /**
     * Prepares {@code raw}, the driver's own connection, before it is used. Leave it open and in auto-commit mode, and
     * do not keep a reference to it.
     *
     * @throws SQLException if the connection cannot be used; it is closed and the caller gets the error
     */
    void customize(Connection raw) throws SQLException;
}
