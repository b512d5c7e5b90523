// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if the driver brings a version of SQLite that may lose commits by its checkpoints. */
public enum UnsafeSqlite {
    /** A warning is logged, naming the version, what remains at risk and what to do. */
    WARN,
    /** The database is not opened. */
    REFUSE
}
