// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are kept in memory until the caller reads them, up to a limit; the rest stays in the driver's result set. One
 * thread at a time.
 */
public final class ReadOut {
    /** To the compiler the class is abstract; the build completes it. */
    private static final MethodHandle RESULT_SET = constructor();

    private static final ValueFormat OF_NUMBERS = new ValueFormat(false, ReadOut::noDate, 1);

    private final Columns columns;
    private final Deque<Value[]> rows = new ArrayDeque<>();
    private final Position position;
    private final ResultSet resultSet;
    private @Nullable DriverRows rest;
    private long size;
    private long count;

    private ReadOut(Columns columns, Position position, ResultSetSettings settings) {
        this.columns = columns;
        this.position = position;
        this.resultSet = resultSet(this, settings);
    }

    /**
     * Takes the driver's result set over, where its caller is; that is not after its last row. Nothing more is read yet.
     *
     * @param columns those of {@code source}
     * @param fetchSize what its {@code getFetchSize} says
     * @param maxRows how many rows the caller gets; 0 for all
     */
    public static ReadOut of(ResultSet source, Columns columns, ValueFormat format, int fetchSize, long maxRows)
            throws SQLException {
        DriverRows rest = new DriverRows(source, columns, format.utf16());
        ResultSetSettings settings = new ResultSetSettings(format, fetchSize, maxRows);
        ReadOut readOut = new ReadOut(columns, Position.on(source, rest), settings);
        readOut.rest = rest;
        return readOut;
    }

    /** A result set of these columns, of which the caller has read all {@code rows} rows. */
    public static ReadOut ended(ResultSetMetaData metaData, ValueFormat format, int fetchSize, int rows)
            throws SQLException {
        Columns columns = Columns.of(metaData);
        columns.learnWithoutRow(metaData);
        return new ReadOut(columns, Position.afterLast(rows), new ResultSetSettings(format, fetchSize, 0));
    }

    private static ReadOut ofNumbers(String name) {
        ResultSetSettings settings = new ResultSetSettings(OF_NUMBERS, 0, 0);
        return new ReadOut(Columns.of(Column.computed(name)), Position.BEFORE_FIRST, settings);
    }

    /** The keys that an insert generated, as the driver gives them. */
    public static ReadOut ofKeys(List<Long> keys) {
        ReadOut readOut = ofNumbers("last_insert_rowid()");
        for (Long key : keys) {
            readOut.rows.add(new Value[] {Value.of(key)});
        }
        return readOut;
    }

    /** One row with one number, such as a PRAGMA answers. */
    public static ReadOut ofNumber(String name, long number) {
        ReadOut readOut = ofNumbers(name);
        readOut.rows.add(new Value[] {Value.of(number)});
        return readOut;
    }

    private static java.util.Date noDate(String text, @Nullable TimeZone zone) {
        throw new IllegalStateException("numbers are no texts");
    }

    /** The result set that gives the rows. */
    public ResultSet resultSet() {
        return resultSet;
    }

    /** Reads on until the rows in memory take about this many bytes, or all are read; whether all are read. */
    public boolean readUpTo(long bytes) throws SQLException {
        while (rest != null && size <= bytes) {
            size += readOne(rest);
        }
        return rest == null;
    }

    /** About how many bytes the rows take that {@link #readUpTo} read. */
    public long size() {
        return size;
    }

    /** How many rows SQLite has given so far, those that were skipped included. */
    public long count() {
        return count;
    }

    /** Reads all rows into memory. */
    public void readRest() throws SQLException {
        while (rest != null) {
            readOne(rest);
        }
    }

    /** Lets SQLite come to its end, for nobody wants the rows. */
    public void skipRest() throws SQLException {
        if (rest != null) {
            count += rest.skip();
            rest = null;
        }
    }

    /** Whether SQLite is on a row: its statement has neither come to its end nor failed. */
    public boolean isOnRow() {
        return rest != null && rest.isBetweenSteps();
    }

    private long readOne(DriverRows driver) throws SQLException {
        Value[] row = driver.next();
        if (row == null) {
            rest = null;
            driver.learnWithoutRow();
            return 0;
        }
        rows.add(row);
        count++;
        long bytes = 0;
        for (Value value : row) {
            bytes += value.size();
        }
        return bytes;
    }

    Position position() {
        return position;
    }

    Columns columns() {
        return columns;
    }

    /** The row that {@link #next} will give, as far as it is in memory. */
    Value @Nullable [] peek() {
        return rows.peek();
    }

    /** The next row, which is forgotten here; null after the last one. */
    Value @Nullable [] next() throws SQLException {
        if (rows.isEmpty() && rest != null) {
            readOne(rest);
        }
        return rows.poll();
    }

    private static ResultSet resultSet(ReadOut rows, ResultSetSettings settings) {
        try {
            return (MemoryResultSet) RESULT_SET.invokeExact(rows, settings);
        } catch (Throwable incomplete) {
            throw new IllegalStateException(
                    "the result set's class is not complete: compile with Maven (mvn process-classes), not in the IDE alone",
                    incomplete);
        }
    }

    private static MethodHandle constructor() {
        try {
            return MethodHandles.lookup()
                    .findConstructor(
                            MemoryResultSet.class,
                            MethodType.methodType(void.class, ReadOut.class, ResultSetSettings.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
