// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** Reads the current row by column number. */
abstract class Getters implements ResultSet {
    static final int NO_COLUMN = -1;

    private final Columns columns;
    private final Dates dates;
    private int lastColumn = NO_COLUMN;

    Getters(Columns columns, ValueFormat format) {
        this.columns = columns;
        this.dates = new Dates(format);
    }

    /** The current row; null where there is none. */
    abstract Value @Nullable [] row() throws SQLException;

    void forgetLastColumn() {
        lastColumn = NO_COLUMN;
    }

    /** The column that was read last, of this row. */
    int lastColumn() {
        return lastColumn;
    }

    /** The current value of a column. */
    Value value(int column) throws SQLException {
        columns.get(column);
        Value[] row = row();
        return row == null ? Value.NULL : row[column - 1];
    }

    /** The same, and {@code wasNull} is about this column from now on. */
    private Value read(int column) throws SQLException {
        Value value = value(column);
        lastColumn = column;
        return value;
    }

    @Override
    public boolean getBoolean(int column) throws SQLException {
        return getInt(column) != 0;
    }

    @Override
    public byte getByte(int column) throws SQLException {
        return (byte) getInt(column);
    }

    @Override
    public short getShort(int column) throws SQLException {
        return (short) getInt(column);
    }

    @Override
    public int getInt(int column) throws SQLException {
        return (int) getLong(column);
    }

    @Override
    public long getLong(int column) throws SQLException {
        return read(column).asLong();
    }

    @Override
    public float getFloat(int column) throws SQLException {
        return (float) getDouble(column);
    }

    @Override
    public double getDouble(int column) throws SQLException {
        return read(column).asDouble();
    }

    @Override
    public @Nullable String getString(int column) throws SQLException {
        return read(column).asText();
    }

    @Override
    public byte @Nullable [] getBytes(int column) throws SQLException {
        return read(column).asBytes();
    }

    /** A NULL leaves alone what {@link #wasNull} is about, as on the driver. */
    @Override
    public @Nullable BigDecimal getBigDecimal(int column) throws SQLException {
        String text = value(column).asText();
        if (text == null) {
            return null;
        }
        lastColumn = column;
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException noNumber) {
            throw badValue("BigDecimal : " + text, noNumber);
        }
    }

    @Override
    public @Nullable Object getObject(int column) throws SQLException {
        Value value = read(column);
        return switch (value.kind()) {
            case NULL -> null;
            case INTEGER -> (int) value.asLong();
            case LONG_INTEGER -> value.asLong();
            case REAL -> value.asDouble();
            case TEXT -> value.asText();
            case BLOB -> value.asBytes();
        };
    }

    @Override
    public <T> @Nullable T getObject(int column, @Nullable Class<T> type) throws SQLException {
        if (type == null) {
            throw new SQLException("requested type cannot be null");
        }
        return type.cast(as(column, type));
    }

    private @Nullable Object as(int column, Class<?> type) throws SQLException {
        if (type == String.class) {
            return getString(column);
        } else if (type == Boolean.class) {
            return getBoolean(column);
        } else if (type == BigDecimal.class) {
            return getBigDecimal(column);
        } else if (type == byte[].class) {
            return getBytes(column);
        } else if (type == Date.class) {
            return getDate(column);
        } else if (type == Time.class) {
            return getTime(column);
        } else if (type == Timestamp.class) {
            return getTimestamp(column);
        } else if (type == LocalDate.class) {
            return localDate(column);
        } else if (type == LocalTime.class) {
            return localTime(column);
        } else if (type == LocalDateTime.class) {
            return localDateTime(column);
        }
        return number(column, type);
    }

    private Object number(int column, Class<?> type) throws SQLException {
        boolean isNumber = read(column).kind().isNumber();
        if (type == Double.class && isNumber) {
            return getDouble(column);
        } else if (type == Long.class && isNumber) {
            return getLong(column);
        } else if (type == Float.class && isNumber) {
            return getFloat(column);
        } else if (type == Integer.class && isNumber) {
            return getInt(column);
        } else if (type == Double.class || type == Long.class || type == Float.class || type == Integer.class) {
            throw badValue(type.getSimpleName(), null);
        }
        throw new SQLFeatureNotSupportedException("no value can be read as " + type.getName());
    }

    private static SQLException badValue(String type, @Nullable Exception cause) {
        return new SQLException("Bad value for type " + type, cause);
    }

    private @Nullable LocalDate localDate(int column) throws SQLException {
        Date date;
        try {
            date = getDate(column);
        } catch (SQLException notInItsFormat) {
            return LocalDate.parse(getString(column));
        }
        return date == null ? null : date.toLocalDate();
    }

    private @Nullable LocalTime localTime(int column) throws SQLException {
        Time time;
        try {
            time = getTime(column);
        } catch (SQLException notInItsFormat) {
            return LocalTime.parse(getString(column));
        }
        return time == null ? null : time.toLocalTime();
    }

    private @Nullable LocalDateTime localDateTime(int column) throws SQLException {
        Timestamp timestamp;
        try {
            timestamp = getTimestamp(column);
        } catch (SQLException notInItsFormat) {
            return LocalDateTime.parse(getString(column));
        }
        return timestamp == null ? null : timestamp.toLocalDateTime();
    }

    @Override
    public @Nullable Date getDate(int column) throws SQLException {
        Long millis = dates.millis(read(column), "date");
        return millis == null ? null : new Date(millis);
    }

    @Override
    public @Nullable Date getDate(int column, @Nullable Calendar calendar) throws SQLException {
        Calendar given = required(calendar);
        Long millis = dates.millis(read(column), given, given, "time stamp");
        return millis == null ? null : new Date(millis);
    }

    @Override
    public @Nullable Time getTime(int column) throws SQLException {
        Long millis = dates.millis(read(column), "time");
        return millis == null ? null : new Time(millis);
    }

    @Override
    public @Nullable Time getTime(int column, @Nullable Calendar calendar) throws SQLException {
        Calendar given = required(calendar);
        Long millis = dates.millis(read(column), given, given, "time");
        return millis == null ? null : new Time(millis);
    }

    @Override
    public @Nullable Timestamp getTimestamp(int column) throws SQLException {
        Long millis = dates.millis(read(column), "time stamp");
        return millis == null ? null : new Timestamp(millis);
    }

    /** Of a Julian day the driver reads a timestamp in the default time zone, whatever the calendar. */
    @Override
    public @Nullable Timestamp getTimestamp(int column, @Nullable Calendar calendar) throws SQLException {
        Calendar given = required(calendar);
        Long millis = dates.millis(read(column), given, Calendar.getInstance(), "time stamp");
        return millis == null ? null : new Timestamp(millis);
    }

    private static Calendar required(@Nullable Calendar calendar) throws SQLException {
        if (calendar == null) {
            throw new SQLException("Expected a calendar instance.");
        }
        return calendar;
    }

    @Override
    public @Nullable InputStream getBinaryStream(int column) throws SQLException {
        byte[] bytes = getBytes(column);
        return bytes == null ? null : new ByteArrayInputStream(bytes);
    }

    @Override
    public @Nullable InputStream getAsciiStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    @Deprecated
    public @Nullable InputStream getUnicodeStream(int column) throws SQLException {
        return getAsciiStream(column);
    }

    @Override
    public @Nullable Reader getCharacterStream(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new StringReader(text);
    }

    @Override
    public @Nullable Reader getNCharacterStream(int column) throws SQLException {
        return getCharacterStream(column);
    }

    @Override
    public @Nullable Clob getClob(int column) throws SQLException {
        String text = getString(column);
        return text == null ? null : new TextClob(text);
    }
}
