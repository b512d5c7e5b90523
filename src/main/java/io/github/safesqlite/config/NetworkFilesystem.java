// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if the database is on a network file system, whose locks SQLite cannot rely on. */
public enum NetworkFilesystem {
    /** A warning is logged, naming the kind of file system. */
    WARN,
    /** The database is not opened. */
    REFUSE,
    /** Nothing. */
    IGNORE
}
