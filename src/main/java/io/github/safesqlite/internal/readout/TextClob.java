// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.readout;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Clob;
import java.sql.NClob;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** A text as a CLOB, which, like the driver's, can be read but neither searched nor changed. */
final class TextClob implements NClob {
    private static final int NOT_DONE = -1;

    private @Nullable String text;

    TextClob(String text) {
        this.text = text;
    }

    private String text() throws SQLException {
        if (text == null) {
            throw new SQLException("no data");
        }
        return text;
    }

    @Override
    public void free() {
        text = null;
    }

    @Override
    public long length() throws SQLException {
        return text().length();
    }

    @Override
    public String getSubString(long position, int length) throws SQLException {
        String whole = text();
        if (position < 1) {
            throw new SQLException("Position must be greater than or equal to 1");
        }
        if (length < 0) {
            throw new SQLException("Length must be greater than or equal to 0");
        }
        int start = (int) position - 1;
        return whole.substring(start, Math.min(start + length, whole.length()));
    }

    @Override
    public InputStream getAsciiStream() throws SQLException {
        return new ByteArrayInputStream(text().getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Reader getCharacterStream() throws SQLException {
        return new StringReader(text());
    }

    @Override
    public Reader getCharacterStream(long position, long length) throws SQLException {
        return getCharacterStream();
    }

    @Override
    public long position(String searched, long start) {
        return NOT_DONE;
    }

    @Override
    public long position(Clob searched, long start) {
        return NOT_DONE;
    }

    @Override
    public int setString(long position, String written) {
        return NOT_DONE;
    }

    @Override
    public int setString(long position, String written, int offset, int length) {
        return NOT_DONE;
    }

    @Override
    public @Nullable OutputStream setAsciiStream(long position) {
        return null;
    }

    @Override
    public @Nullable Writer setCharacterStream(long position) {
        return null;
    }

    @Override
    public void truncate(long length) {
        // Cannot be changed.
    }
}
