// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if the driver contains a version of SQLite whose checkpoints may lose commits. */
public enum UnsafeSqlite {
    /** A warning is logged, naming the version, the remaining risk and the fix. */
    WARN,
    /** The database is not opened. */
    REFUSE
}
