// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads the answers that come over one connection. */
final class AnswerReader {
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?");
    private static final int LONGEST_HEAD = 64 * 1024;
    private static final int LONGEST_BODY = 64 * 1024 * 1024;

    private final ByteSource source;
    private boolean keepsConnection;

    AnswerReader(ByteSource source) {
        this.source = source;
    }

    /** Whether the connection can be used again after the answer that was read last. */
    boolean keepsConnection() {
        return keepsConnection;
    }

    /** The next answer that is not just an announcement of one (status 1xx). */
    HttpAnswer read() throws IOException {
        while (true) {
            String statusLine = source.line(LONGEST_HEAD);
            int status = statusOf(statusLine);
            Map<String, String> headers = headers();
            if (status >= 200) {
                String connection = headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT);
                keepsConnection = statusLine.startsWith("HTTP/1.1")
                        ? !connection.contains("close")
                        : connection.contains("keep-alive");
                return new HttpAnswer(status, headers, body(status, headers));
            }
        }
    }

    private static int statusOf(String line) throws ProtocolException {
        if (!STATUS_LINE.matcher(line).matches()) {
            throw new ProtocolException("The answer does not begin like HTTP: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        int left = LONGEST_HEAD;
        for (String line = source.line(left); !line.isEmpty(); line = source.line(left)) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolException("A header has no colon: " + line);
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            left -= line.length();
        }
        return headers;
    }

    private byte[] body(int status, Map<String, String> headers) throws IOException {
        if (status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = headers.get("content-length");
        if (length == null) {
            keepsConnection = false;
            return source.all(LONGEST_BODY);
        }
        return source.bytes(length(length, 10));
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int length = chunkLength(); length > 0; length = chunkLength()) {
            if (body.size() + length > LONGEST_BODY) {
                throw new ProtocolException("The body is too long.");
            }
            body.writeBytes(source.bytes(length));
            if (!source.line(2).isEmpty()) {
                throw new ProtocolException("A chunk is longer than it says.");
            }
        }
        // What may follow the last chunk looks like headers.
        headers();
        return body.toByteArray();
    }

    private int chunkLength() throws IOException {
        String line = source.line(LONGEST_HEAD);
        int extension = line.indexOf(';');
        return length((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
    }

    private static int length(String text, int radix) throws ProtocolException {
        try {
            int length = Integer.parseInt(text, radix);
            if (length >= 0 && length <= LONGEST_BODY) {
                return length;
            }
        } catch (NumberFormatException notANumber) {
            // The message below says what is wrong.
        }
        throw new ProtocolException("The length of a body must be from 0 to " + LONGEST_BODY + ", was " + text);
    }
}
