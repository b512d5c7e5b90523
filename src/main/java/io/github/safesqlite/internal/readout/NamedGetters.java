// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.sql.Clob;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/** Reads the current row by column name. */
abstract class NamedGetters extends Getters {
    private final Columns columns;

    NamedGetters(Columns columns, ValueFormat format) {
        super(columns, format);
        this.columns = columns;
    }

    @Override
    public int findColumn(String name) throws SQLException {
        return columns.find(name);
    }

    @Override
    public boolean getBoolean(String name) throws SQLException {
        return getBoolean(findColumn(name));
    }

    @Override
    public byte getByte(String name) throws SQLException {
        return getByte(findColumn(name));
    }

    @Override
    public short getShort(String name) throws SQLException {
        return getShort(findColumn(name));
    }

    @Override
    public int getInt(String name) throws SQLException {
        return getInt(findColumn(name));
    }

    @Override
    public long getLong(String name) throws SQLException {
        return getLong(findColumn(name));
    }

    @Override
    public float getFloat(String name) throws SQLException {
        return getFloat(findColumn(name));
    }

    @Override
    public double getDouble(String name) throws SQLException {
        return getDouble(findColumn(name));
    }

    @Override
    public @Nullable String getString(String name) throws SQLException {
        return getString(findColumn(name));
    }

    @Override
    public byte @Nullable [] getBytes(String name) throws SQLException {
        return getBytes(findColumn(name));
    }

    @Override
    public @Nullable BigDecimal getBigDecimal(String name) throws SQLException {
        return getBigDecimal(findColumn(name));
    }

    @Override
    public @Nullable Object getObject(String name) throws SQLException {
        return getObject(findColumn(name));
    }

    @Override
    public <T> @Nullable T getObject(String name, @Nullable Class<T> type) throws SQLException {
        return getObject(findColumn(name), type);
    }

    @Override
    public @Nullable Date getDate(String name) throws SQLException {
        return getDate(findColumn(name));
    }

    @Override
    public @Nullable Date getDate(String name, @Nullable Calendar calendar) throws SQLException {
        return getDate(findColumn(name), calendar);
    }

    @Override
    public @Nullable Time getTime(String name) throws SQLException {
        return getTime(findColumn(name));
    }

    @Override
    public @Nullable Time getTime(String name, @Nullable Calendar calendar) throws SQLException {
        return getTime(findColumn(name), calendar);
    }

    @Override
    public @Nullable Timestamp getTimestamp(String name) throws SQLException {
        return getTimestamp(findColumn(name));
    }

    @Override
    public @Nullable Timestamp getTimestamp(String name, @Nullable Calendar calendar) throws SQLException {
        return getTimestamp(findColumn(name), calendar);
    }

    @Override
    public @Nullable InputStream getBinaryStream(String name) throws SQLException {
        return getBinaryStream(findColumn(name));
    }

    @Override
    public @Nullable InputStream getAsciiStream(String name) throws SQLException {
        return getAsciiStream(findColumn(name));
    }

    @Override
    @Deprecated
    public @Nullable InputStream getUnicodeStream(String name) throws SQLException {
        return getUnicodeStream(findColumn(name));
    }

    @Override
    public @Nullable Reader getCharacterStream(String name) throws SQLException {
        return getCharacterStream(findColumn(name));
    }

    @Override
    public @Nullable Reader getNCharacterStream(String name) throws SQLException {
        return getNCharacterStream(findColumn(name));
    }

    @Override
    public @Nullable Clob getClob(String name) throws SQLException {
        return getClob(findColumn(name));
    }
}
