// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What to do about waits for a connection, in words. */
public final class PoolAdvice {
    /** The most that maximumPoolSize can be. */
    public static final int MOST = 1000;

    private PoolAdvice() {}

    /** For sessions that wait, as part of a sentence; {@code maximum} is 0 if another DataSource owns the connections. */
    public static String whileWaiting(int maximum) {
        return "close result sets and transactions sooner"
                + (maximum == 0
                        ? ", or enlarge the pool that this DataSource wraps"
                        : maximum < MOST ? ", or raise maximumPoolSize" : "");
    }

    /** For a session that has waited in vain, as a sentence. */
    public static String afterTimeout(
            int maximum, int active, boolean suspended, String limitOption, @Nullable SQLException lastFailure) {
        if (suspended) {
            return "The pool is suspended: resume it.";
        }
        if (lastFailure != null && active < maximum) {
            return "A connection could not be opened: see the cause.";
        }
        String sooner = "Close connections sooner";
        String size = maximum < MOST ? "maximumPoolSize" : "";
        String raised = size + (size.isEmpty() || limitOption.isEmpty() ? "" : " or ") + limitOption;
        return sooner + (raised.isEmpty() ? "." : ", or raise " + raised + ".");
    }
}
