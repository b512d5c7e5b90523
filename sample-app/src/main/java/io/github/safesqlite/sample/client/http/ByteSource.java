// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/** Bytes that come over a connection, read in large pieces. */
final class ByteSource {
    private static final int PIECE = 8 * 1024;

    private final InputStream in;
    private final byte[] piece = new byte[PIECE];
    private int next;
    private int end;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** Whether nothing has come that was not read. */
    boolean isEmpty() {
        return next == end;
    }

    /** A line without its end, of at most so many characters. */
    String line(int longest) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            fill();
            int start = next;
            while (next < end && piece[next] != '\n') {
                next++;
            }
            line.append(new String(piece, start, next - start, StandardCharsets.ISO_8859_1));
            if (line.length() > longest) {
                throw new ProtocolException("A line or the headers are too long.");
            }
            if (next < end) {
                next++;
                int last = line.length() - 1;
                return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
            }
        }
    }

    /** Exactly so many bytes. */
    byte[] bytes(int count) throws IOException {
        byte[] bytes = new byte[count];
        for (int filled = 0; filled < count; ) {
            fill();
            int length = Math.min(count - filled, end - next);
            System.arraycopy(piece, next, bytes, filled, length);
            next += length;
            filled += length;
        }
        return bytes;
    }

    /** What comes until the connection is closed. */
    byte[] all(int longest) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (hasMore()) {
            all.write(piece, next, end - next);
            next = end;
            if (all.size() > longest) {
                throw new ProtocolException("The body is too long.");
            }
        }
        return all.toByteArray();
    }

    private void fill() throws IOException {
        if (!hasMore()) {
            throw new EOFException("The service closed the connection.");
        }
    }

    private boolean hasMore() throws IOException {
        if (next == end) {
            next = 0;
            end = Math.max(0, in.read(piece));
        }
        return next < end;
    }
}
