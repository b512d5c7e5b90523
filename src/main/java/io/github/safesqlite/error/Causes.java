// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Leaves an exception without a cause open for one: a constructor that is given null closes it. */
final class Causes {
    private Causes() {}

    static void set(SQLException exception, @Nullable Throwable cause) {
        if (cause != null) {
            exception.initCause(cause);
        }
    }
}
