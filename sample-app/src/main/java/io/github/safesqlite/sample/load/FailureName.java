// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import io.github.safesqlite.sample.request.RequestFailedException;
import java.sql.SQLTransientConnectionException;
import org.sqlite.SQLiteException;

/** Names a failure as the table shows it: by its kind or its SQLite code where it has one. */
final class FailureName {
    private static final String PREFIX = "SQLITE_";
    private static final String NO_CONNECTION = "NO_CONNECTION";

    private FailureName() {}

    static String of(Throwable failure) {
        Throwable last = failure;
        boolean noConnection = false;
        if (failure instanceof RequestFailedException named) {
            return named.kind();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return withoutPrefix(sqlite.getResultCode().name());
            }
            noConnection |= cause instanceof SQLTransientConnectionException;
            last = cause;
        }
        return noConnection ? NO_CONNECTION : last.getClass().getSimpleName();
    }

    private static String withoutPrefix(String code) {
        return code.startsWith(PREFIX) ? code.substring(PREFIX.length()) : code;
    }
}
