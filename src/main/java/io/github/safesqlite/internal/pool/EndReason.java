// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Tells why a session wants no connection any more. Safe for use by multiple threads. */
@FunctionalInterface
public interface EndReason {
    /** What the wait is to end with, or null if it is to go on. */
    @Nullable
    SQLException get();
}
