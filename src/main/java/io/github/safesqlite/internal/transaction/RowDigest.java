// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The rows of a read as 128 bits, by which two runs of it are compared. Not thread-safe. */
public final class RowDigest {
    private static final int BITS = 128;
    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte BLOB = 2;
    private static final byte INTEGER = 3;
    private static final byte REAL = 4;
    private static final byte ROW = 5;

    private final MessageDigest digest = sha256();
    private final BooleanSupplier rowAllowed;
    private final ByteBuffer number = ByteBuffer.allocate(1 + Long.BYTES);

    /** @param rowAllowed asked before each row; false ends the run with a {@link TooMuch} */
    RowDigest(BooleanSupplier rowAllowed) {
        this.rowAllowed = rowAllowed;
    }

    /** There are more rows than may be compared. */
    static final class TooMuch extends SQLException {
        private static final long serialVersionUID = 1;

        TooMuch() {
            super("there are more rows than may be compared");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            // "Every implementation of the Java platform is required to support" it.
            throw new IllegalStateException(impossible);
        }
    }

    /** Takes all rows, and the names of their columns. */
    public void addAll(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        int count = columns.getColumnCount();
        for (int column = 1; column <= count; column++) {
            add(columns.getColumnName(column));
        }
        while (rows.next()) {
            if (!rowAllowed.getAsBoolean()) {
                throw new TooMuch();
            }
            digest.update(ROW);
            for (int column = 1; column <= count; column++) {
                add(rows.getObject(column));
            }
        }
    }

    private void add(@Nullable Object value) {
        if (value == null) {
            digest.update(NULL);
        } else if (value instanceof byte[] blob) {
            add(BLOB, blob);
        } else if (value instanceof Double real) {
            add(REAL, Double.doubleToRawLongBits(real));
        } else if (value instanceof Number integer) {
            add(INTEGER, integer.longValue());
        } else {
            add(TEXT, value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** With its length, so that no two lists of values give the same bytes. */
    private void add(byte type, byte[] bytes) {
        add(type, bytes.length);
        digest.update(bytes);
    }

    private void add(byte type, long value) {
        number.clear();
        digest.update(number.put(type).putLong(value).array());
    }

    /** The bits. To be called once. */
    byte[] bits() {
        return Arrays.copyOf(digest.digest(), BITS / Byte.SIZE);
    }
}
