// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if the database lies on a network filesystem, whose locks SQLite cannot rely on. */
public enum NetworkFilesystem {
    /** A warning is logged, naming the kind of filesystem. */
    WARN,
    /** The database is not opened. */
    REFUSE,
    /** Nothing. */
    IGNORE
}
