// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/** A request of a client. Used by one thread. */
public final class Request {
    static final int LONGEST_BODY = 1 << 20;

    private final InetAddress client;
    private final String method;
    private final String path;
    private final Map<String, String> query;
    private final Headers headers;
    private final InputStream body;
    private final Map<String, String> parameters;

    Request(
            InetAddress client,
            String method,
            String path,
            Map<String, String> query,
            Headers headers,
            InputStream body) {
        this(client, method, path, query, headers, body, Map.of());
    }

    private Request(
            InetAddress client,
            String method,
            String path,
            Map<String, String> query,
            Headers headers,
            InputStream body,
            Map<String, String> parameters) {
        this.client = client;
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.body = body;
        this.parameters = parameters;
    }

    /** The same request with the parameters of its route. */
    Request with(Map<String, String> routeParameters) {
        return new Request(client, method, path, query, headers, body, routeParameters);
    }

    /** Where the request comes from. */
    public InetAddress client() {
        return client;
    }

    /** The method, such as {@code GET}. */
    public String method() {
        return method;
    }

    /** The path without the query, as it was sent. */
    public String path() {
        return path;
    }

    /** The value of a parameter of the route's template. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** The value of a parameter of the query. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** The whole number of a parameter of the query, or the default; a problem where it is out of range. */
    public int queryInt(String name, int defaultValue, int min, int max) {
        return (int) queryLong(name, defaultValue, min, max);
    }

    /** The whole number of a parameter of the query, or the default; a problem where it is out of range. */
    public long queryLong(String name, long defaultValue, long min, long max) {
        String text = query.get(name);
        if (text == null) {
            return defaultValue;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // The problem below says what is expected.
        }
        throw Problem.badRequest(name, "Must be a whole number from " + min + " to " + max + ".");
    }

    /** The value of a header. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    /** Reads the body as JSON; a problem where it is not, or is too long. */
    public <T> T json(Class<T> type) throws IOException {
        String contentType = header("Content-Type").orElse("");
        if (!contentType.startsWith("application/json")) {
            throw new Problem(415, "Unsupported media type", "Send the body with Content-Type: application/json.");
        }
        byte[] bytes = body.readNBytes(LONGEST_BODY + 1);
        if (bytes.length > LONGEST_BODY) {
            throw new Problem(413, "Body too long", "The body must not be longer than " + LONGEST_BODY + " bytes.");
        }
        return Json.read(bytes, type);
    }
}
