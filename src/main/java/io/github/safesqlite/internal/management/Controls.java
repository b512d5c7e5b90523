// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.management;

import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import java.sql.SQLException;

/** What the bean asks of its DataSource. */
public interface Controls {
    /** The current snapshot. */
    DataSourceSnapshot snapshot();

    /** What each statement has cost the writer. */
    StatementCosts statementCosts();

    /** Begins to count that anew. */
    void resetStatementCosts();

    /** The texts of the statements that have run. */
    String collectedStatements();

    /** Replaces the physical connections. */
    void softEvict();

    /** Stops giving out physical connections. */
    void suspend();

    /** Goes on giving them out. */
    void resume();

    /** Empties the write-ahead log. */
    CheckpointReport checkpoint() throws SQLException;

    /** Ends an open connection; whether there was one of that number. */
    boolean abort(long sessionId);
}
