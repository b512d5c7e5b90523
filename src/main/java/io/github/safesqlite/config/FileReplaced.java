// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if another file takes the place of an open database. */
public enum FileReplaced {
    /** Connections to the old file are closed and work continues with the new one; a warning is logged. */
    REOPEN,
    /** Reads and writes are refused until the old file is back, or the DataSource is closed. */
    REFUSE
}
