// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What happens if the path of an open database comes to name another file. */
public enum FileReplaced {
    /** The connections to the old file are closed and work goes on with the new one; a warning is logged. */
    REOPEN,
    /** Reads and writes are refused until the old file is back, or the DataSource is closed. */
    REFUSE
}
