// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import io.github.safesqlite.internal.session.SessionPreparedStatement;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Date;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * The prepared statement that a caller holds. Parameters are kept by the session until it runs, so a mutable value is
 * converted and a stream read when it is set, as the driver does.
 */
abstract class PreparedStatementProxy extends StatementProxy implements PreparedStatement {
    private final SessionPreparedStatement statement;

    PreparedStatementProxy(ConnectionProxy connection, SessionPreparedStatement statement) {
        super(connection, statement);
        this.statement = statement;
    }

    @Override
    SessionPreparedStatement statement() {
        return statement;
    }

    @Override
    public ResultSet executeQuery() throws SQLException {
        return resultSet(statement().executeQuery());
    }

    @Override
    public int executeUpdate() throws SQLException {
        return (int) statement().executeUpdate();
    }

    @Override
    public long executeLargeUpdate() throws SQLException {
        return statement().executeUpdate();
    }

    @Override
    public boolean execute() throws SQLException {
        return statement().execute();
    }

    @Override
    public void addBatch() throws SQLException {
        statement().addBatch();
    }

    @Override
    public void clearParameters() throws SQLException {
        statement().clearParameters();
    }

    @Override
    public ParameterMetaData getParameterMetaData() throws SQLException {
        statement().checkOpen();
        return new ParameterMetaDataView(statement().parameterCount());
    }

    @Override
    public ResultSetMetaData getMetaData() throws SQLException {
        return ColumnsOf.prepared(statement());
    }

    @Override
    public void setNull(int index, int sqlType) throws SQLException {
        statement().set(index, null);
    }

    @Override
    public void setNull(int index, int sqlType, @Nullable String typeName) throws SQLException {
        statement().set(index, null);
    }

    @Override
    public void setBoolean(int index, boolean value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setByte(int index, byte value) throws SQLException {
        statement().set(index, (int) value);
    }

    @Override
    public void setShort(int index, short value) throws SQLException {
        statement().set(index, (int) value);
    }

    @Override
    public void setInt(int index, int value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setLong(int index, long value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setFloat(int index, float value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setDouble(int index, double value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setBigDecimal(int index, @Nullable BigDecimal value) throws SQLException {
        statement().set(index, ParameterValues.of(value));
    }

    @Override
    public void setString(int index, @Nullable String value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setNString(int index, @Nullable String value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setBytes(int index, byte @Nullable [] value) throws SQLException {
        statement().set(index, value);
    }

    @Override
    public void setDate(int index, @Nullable Date value) throws SQLException {
        statement().set(index, ParameterValues.of(value));
    }

    @Override
    public void setDate(int index, @Nullable Date value, @Nullable Calendar calendar) throws SQLException {
        statement().set(index, ParameterValues.of(value, calendar));
    }

    @Override
    public void setTime(int index, @Nullable Time value) throws SQLException {
        statement().set(index, ParameterValues.of(value));
    }

    @Override
    public void setTime(int index, @Nullable Time value, @Nullable Calendar calendar) throws SQLException {
        statement().set(index, ParameterValues.of(value, calendar));
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value) throws SQLException {
        statement().set(index, ParameterValues.of(value));
    }

    @Override
    public void setTimestamp(int index, @Nullable Timestamp value, @Nullable Calendar calendar) throws SQLException {
        statement().set(index, ParameterValues.of(value, calendar));
    }

    @Override
    public void setObject(int index, @Nullable Object value) throws SQLException {
        statement().set(index, ParameterValues.of(value));
    }

    @Override
    public void setObject(int index, @Nullable Object value, int targetSqlType) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, int targetSqlType, int scaleOrLength) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, SQLType targetSqlType) throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setObject(int index, @Nullable Object value, SQLType targetSqlType, int scaleOrLength)
            throws SQLException {
        setObject(index, value);
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setString(index, StreamContents.text(stream, length));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream, long length) throws SQLException {
        setAsciiStream(index, stream, StreamContents.length(length));
    }

    @Override
    public void setAsciiStream(int index, @Nullable InputStream stream) throws SQLException {
        setString(index, StreamContents.text(stream));
    }

    @Override
    @Deprecated
    public void setUnicodeStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setString(index, StreamContents.text(stream, length));
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream, int length) throws SQLException {
        setBytes(index, StreamContents.bytes(stream, length));
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream, long length) throws SQLException {
        setBinaryStream(index, stream, StreamContents.length(length));
    }

    @Override
    public void setBinaryStream(int index, @Nullable InputStream stream) throws SQLException {
        setBytes(index, StreamContents.bytes(stream));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader, int length) throws SQLException {
        setString(index, StreamContents.text(reader, length));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, StreamContents.length(length));
    }

    @Override
    public void setCharacterStream(int index, @Nullable Reader reader) throws SQLException {
        setString(index, StreamContents.text(reader));
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setNCharacterStream(int index, @Nullable Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setClob(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setClob(int index, @Nullable Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setNClob(int index, @Nullable Reader reader, long length) throws SQLException {
        setCharacterStream(index, reader, length);
    }

    @Override
    public void setNClob(int index, @Nullable Reader reader) throws SQLException {
        setCharacterStream(index, reader);
    }

    @Override
    public void setBlob(int index, @Nullable InputStream stream, long length) throws SQLException {
        setBinaryStream(index, stream, StreamContents.length(length));
    }

    @Override
    public void setBlob(int index, @Nullable InputStream stream) throws SQLException {
        setBinaryStream(index, stream);
    }

    @Override
    public void setArray(int index, Array value) throws SQLException {
        throw unsupported("setArray");
    }

    @Override
    public void setBlob(int index, Blob value) throws SQLException {
        throw unsupported("setBlob");
    }

    @Override
    public void setClob(int index, Clob value) throws SQLException {
        throw unsupported("setClob");
    }

    @Override
    public void setNClob(int index, NClob value) throws SQLException {
        throw unsupported("setNClob");
    }

    @Override
    public void setRef(int index, Ref value) throws SQLException {
        throw unsupported("setRef");
    }

    @Override
    public void setRowId(int index, RowId value) throws SQLException {
        throw unsupported("setRowId");
    }

    @Override
    public void setSQLXML(int index, SQLXML value) throws SQLException {
        throw unsupported("setSQLXML");
    }

    @Override
    public void setURL(int index, URL value) throws SQLException {
        throw unsupported("setURL");
    }

    private static SQLFeatureNotSupportedException unsupported(String method) {
        return new SQLFeatureNotSupportedException(
                method + ": SQLite has no such type; use setString, setBytes or setObject");
    }
}
