// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Leaves an exception without a cause open for one: a constructor that is given null closes it. */
public final class Causes {
    private Causes() {}

    public static void set(SQLException exception, @Nullable Throwable cause) {
        if (cause != null) {
            exception.initCause(cause);
        }
    }
}
