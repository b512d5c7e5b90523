// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

/** Where physical connections come from. */
public enum SourceKind {
    /** A pool of its own. */
    POOL,
    /** Another DataSource that the application has. */
    WRAPPED,
    /** One for each connection that the JDBC driver gave. */
    DRIVER
}
