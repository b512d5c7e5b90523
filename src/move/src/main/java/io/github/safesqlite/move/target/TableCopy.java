// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.target;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Sends rows by the COPY protocol, as texts. Holds one packet in memory. Not thread-safe. */
public final class TableCopy implements AutoCloseable {
    private static final int PACKET = 64 * 1024;
    private static final byte[] NULL = {'\\', 'N'};

    private final CopyIn copy;
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream(PACKET);

    /** Begins a copy into columns of a table, both quoted. */
    public TableCopy(Connection connection, String table, String columns) throws SQLException {
        copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table + " (" + columns + ") FROM STDIN");
    }

    /** Sends a row: the values at these indexes. */
    public void row(String[] values, int[] indexes) throws SQLException {
        for (int position = 0; position < indexes.length; position++) {
            if (position > 0) {
                packet.write('\t');
            }
            String value = values[indexes[position]];
            if (value == null) {
                packet.writeBytes(NULL);
            } else {
                write(value.getBytes(StandardCharsets.UTF_8));
            }
        }
        packet.write('\n');
        if (packet.size() >= PACKET) {
            send();
        }
    }

    /** These four bytes have a meaning of their own, and are no part of another character in UTF-8. */
    private void write(byte[] text) {
        int start = 0;
        for (int index = 0; index < text.length; index++) {
            char escaped = switch (text[index]) {
                case '\\' -> '\\';
                case '\t' -> 't';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (escaped != 0) {
                packet.write(text, start, index - start);
                packet.write('\\');
                packet.write(escaped);
                start = index + 1;
            }
        }
        packet.write(text, start, text.length - start);
    }

    private void send() throws SQLException {
        byte[] bytes = packet.toByteArray();
        copy.writeToCopy(bytes, 0, bytes.length);
        packet.reset();
    }

    /** Sends the rest and returns the number of rows that the server has taken. */
    public long end() throws SQLException {
        send();
        return copy.endCopy();
    }

    /** Gives the copy up if it has not ended. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
