// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;

/** The limits that are set by options as deadlines from now, known by the names of the options. */
public final class Deadlines {
    private Deadlines() {}

    /** The longest wait for a connection. */
    public static Deadline connection(SqliteConfig config, Ticker ticker) {
        return Deadline.after(ticker, config.connectionTimeout(), "connectionTimeout");
    }

    /** The longest wait for the write gate and for SQLite's write lock. */
    public static Deadline write(SqliteConfig config, Ticker ticker) {
        return Deadline.after(ticker, config.writeTimeout(), "writeTimeout");
    }

    /** The longest wait of a close for what is still in use. */
    public static Deadline close(SqliteConfig config, Ticker ticker) {
        return Deadline.after(ticker, config.closeTimeout(), "closeTimeout");
    }
}
