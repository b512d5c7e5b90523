// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.Connection;

/**
 * A connection of a wrapped DataSource that hands calls to the driver's.
 *
 * @param outer the connection
 * @param autoCommit the autocommit that it came with
 */
public record WrappedConnection(Connection outer, boolean autoCommit) {}
