// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The settings of a statement, which outlive the driver statements that it runs on. Not thread-safe. */
public final class StatementSettings {
    private long maxRows;
    private int fetchSize;
    private int queryTimeoutSeconds;
    private boolean poolable;

    /** Most rows that a result set gives; 0 for all. */
    public long maxRows() {
        return maxRows;
    }

    /** Limits the rows of a result set; 0 for all. */
    public void setMaxRows(long rows) throws SQLException {
        if (rows < 0) {
            throw new SQLException("setMaxRows: the row count must be 0 (no limit) or more, was " + rows);
        }
        maxRows = rows;
    }

    /** The fetch size hint. */
    public int fetchSize() {
        return fetchSize;
    }

    /** Takes a fetch size hint, which SQLite has no use for. */
    public void setFetchSize(int rows) throws SQLException {
        if (rows < 0) {
            throw new SQLException("setFetchSize: the row count must be 0 or more, was " + rows);
        }
        fetchSize = rows;
    }

    /** The query timeout in seconds; 0 for none. */
    public int queryTimeoutSeconds() {
        return queryTimeoutSeconds;
    }

    /** Bounds each execution, waits included, in seconds; 0 for no bound. */
    public void setQueryTimeoutSeconds(int seconds) throws SQLException {
        if (seconds < 0) {
            throw new SQLException("setQueryTimeout: the timeout must be 0 (none) or more seconds, was " + seconds);
        }
        queryTimeoutSeconds = seconds;
    }

    /** The poolable hint. */
    public boolean isPoolable() {
        return poolable;
    }

    /** Takes a poolable hint. */
    public void setPoolable(boolean poolable) {
        this.poolable = poolable;
    }

    /** Accepts the directions that JDBC names; SQLite reads forward in any case. */
    public void setFetchDirection(int direction) throws SQLException {
        if (direction != ResultSet.FETCH_FORWARD
                && direction != ResultSet.FETCH_REVERSE
                && direction != ResultSet.FETCH_UNKNOWN) {
            throw new SQLException("setFetchDirection: unknown direction " + direction
                    + "; use ResultSet.FETCH_FORWARD, FETCH_REVERSE or FETCH_UNKNOWN");
        }
    }

    /** Whether the driver's statement has to know any of them. */
    public boolean areSet() {
        return maxRows != 0 || fetchSize != 0;
    }

    /** Hands them to the driver's statement; {@code allRows} leaves out the limit, for whoever keeps to it later. */
    public void applyTo(Statement delegate, boolean allRows) throws SQLException {
        if (maxRows != 0 && !allRows) {
            delegate.setMaxRows((int) Math.min(maxRows, Integer.MAX_VALUE));
        }
        if (fetchSize != 0 && (maxRows == 0 || fetchSize <= maxRows)) {
            delegate.setFetchSize(fetchSize);
        }
    }
}
