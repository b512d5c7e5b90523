// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/**
 * A result set over rows in memory. As on the driver the first row can be read before the first {@code next()}, and after the
 * last one all is NULL. Whether it is closed, and of which statement it is, its owner knows.
 *
 * <p>The build adds the methods that are missing here: those that SQLite has nothing for, which throw.
 */
abstract class MemoryResultSet extends NamedGetters {
    private final ReadOut rows;
    private final long maxRows;
    private int fetchSize;
    private int number;
    private boolean ended;
    private @Nullable Boolean wasNullBefore;
    private Value @Nullable [] row;

    MemoryResultSet(ReadOut rows, ResultSetSettings settings) {
        super(rows.columns(), settings.format());
        this.rows = rows;
        this.maxRows = settings.maxRows();
        this.fetchSize = settings.fetchSize();
        Position position = rows.position();
        this.number = position.number();
        this.row = position.row();
        this.ended = position.ended();
        this.wasNullBefore = position.wasNull();
    }

    @Override
    Value @Nullable [] row() {
        return number == 0 ? rows.peek() : row;
    }

    @Override
    public boolean wasNull() throws SQLException {
        Boolean before = wasNullBefore;
        return before != null && lastColumn() == NO_COLUMN
                ? before
                : value(lastColumn()).kind() == ValueKind.NULL;
    }

    @Override
    public boolean next() throws SQLException {
        if (ended || number > 0 && number == maxRows) {
            return false;
        }
        forgetLastColumn();
        wasNullBefore = null;
        row = rows.next();
        ended = row == null;
        number += ended ? 0 : 1;
        return !ended;
    }

    @Override
    public boolean isBeforeFirst() {
        return number == 0 && rows.peek() != null;
    }

    @Override
    public boolean isFirst() {
        return number == 1;
    }

    @Override
    public boolean isAfterLast() {
        return ended && number > 0;
    }

    @Override
    public int getRow() {
        return number;
    }

    @Override
    public int getType() {
        return TYPE_FORWARD_ONLY;
    }

    @Override
    public int getConcurrency() {
        return CONCUR_READ_ONLY;
    }

    @Override
    public int getHoldability() {
        return 0;
    }

    @Override
    public int getFetchDirection() {
        return FETCH_FORWARD;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        if (direction != ResultSet.FETCH_FORWARD) {
            throw new SQLException("only FETCH_FORWARD direction supported");
        }
    }

    @Override
    public int getFetchSize() {
        return fetchSize;
    }

    @Override
    public void setFetchSize(int rows) throws SQLException {
        if (rows < 0 || maxRows > 0 && rows > maxRows) {
            throw new SQLException("fetch size " + rows + " out of bounds " + maxRows);
        }
        fetchSize = rows;
    }

    @Override
    public ResultSetMetaData getMetaData() {
        return new MemoryMetaData(this, rows.columns());
    }

    @Override
    public @Nullable SQLWarning getWarnings() {
        return null;
    }

    @Override
    public void clearWarnings() {
        // There are none.
    }

    @Override
    public @Nullable String getCursorName() {
        return null;
    }

    @Override
    public boolean rowUpdated() {
        return false;
    }

    @Override
    public boolean rowInserted() {
        return false;
    }

    @Override
    public boolean rowDeleted() {
        return false;
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void afterLast() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean first() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean last() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean absolute(int to) throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean relative(int by) throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean previous() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void insertRow() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void moveToInsertRow() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void moveToCurrentRow() throws SQLException {
        throw forwardOnly();
    }

    private static SQLException forwardOnly() {
        return new SQLException("ResultSet is TYPE_FORWARD_ONLY");
    }
}
