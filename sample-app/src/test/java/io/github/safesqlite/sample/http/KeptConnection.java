// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One connection that a client keeps between its requests, so that a test sees what becomes of it. */
public final class KeptConnection implements AutoCloseable {
    private static final int LONGEST_WAIT_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;
    private long sentNanos = System.nanoTime();
    private long sentBeforeNanos = sentNanos;

    /** An answer; the names of its headers are in lower case. */
    public record Answer(int status, Map<String, String> headers, String body) {
        /** Whether the server closes the connection after it. */
        public boolean isLast() {
            return "close".equalsIgnoreCase(headers.get("connection"));
        }
    }

    /** Connects to a port of this computer. */
    public KeptConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LONGEST_WAIT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends a request and returns its answer; an {@link IOException} if there is none. */
    public Answer send(String method, String path, String json) throws IOException {
        write(method, path, json);
        return read();
    }

    /** Sends a request. */
    public void write(String method, String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n";
        sentBeforeNanos = sentNanos;
        sentNanos = System.nanoTime();
        socket.getOutputStream().write((head + json).getBytes(StandardCharsets.UTF_8));
    }

    /** How long ago the request before the last one was sent. */
    public Duration sinceRequestBeforeLast() {
        return Duration.ofNanos(System.nanoTime() - sentBeforeNanos);
    }

    /** Reads an answer. */
    public Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the server closed the connection within an answer");
        }
        return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** Whether the server has closed the connection; waits for it, or for an answer. */
    public boolean isClosedByServer() throws IOException {
        return in.read() < 0;
    }

    /** Reads a line. */
    public String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().trim();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
