// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The statement that a call belongs to, as seen by the classes that run it. */
public interface Caller {
    /** Its settings, kept over executions. */
    StatementSettings settings();

    /** Whether it was made for one SQL text. */
    boolean isPrepared();

    /**
     * Makes sure that it can be used.
     *
     * @throws SQLException if it or its session is closed
     */
    void checkOpen() throws SQLException;

    /** The SQL that it ran last or will run, if any. */
    @Nullable
    String lastSql();

    /** Takes the key that its last execution generated. */
    void generated(long key);

    /** One of its result sets was closed. */
    void cursorClosed() throws SQLException;
}
