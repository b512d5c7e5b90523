// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a client gets. Immutable. */
public final class Response {
    private final int status;
    private final Content content;
    private final Map<String, String> headers;

    /** What follows the headers. */
    sealed interface Content permits Bytes, Contents, Events {}

    record Bytes(byte[] bytes) implements Content {}

    record Contents(Path file) implements Content {}

    record Events(EventSource source) implements Content {}

    private Response(int status, Content content, Map<String, String> headers) {
        this.status = status;
        this.content = content;
        this.headers = headers;
    }

    private static Response of(int status, String contentType, Content content) {
        return new Response(status, content, Map.of("Content-Type", contentType));
    }

    /** A value as JSON. */
    public static Response json(int status, Object value) {
        return bytes(status, "application/json", Json.bytes(value));
    }

    /** Plain text. */
    public static Response text(int status, String text) {
        return text(status, "text/plain; charset=utf-8", text);
    }

    /** Text of another type, in UTF-8. */
    public static Response text(int status, String contentType, String text) {
        return bytes(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes of any type. */
    public static Response bytes(int status, String contentType, byte[] bytes) {
        return of(status, contentType, new Bytes(bytes));
    }

    /** The contents of a file. */
    public static Response file(int status, String contentType, Path file) {
        return of(status, contentType, new Contents(file));
    }

    /** Status 204. */
    public static Response noContent() {
        return new Response(204, new Bytes(new byte[0]), Map.of());
    }

    /** Server-sent events. */
    public static Response events(EventSource source) {
        return of(200, "text/event-stream", new Events(source));
    }

    /** The same response with one more header. */
    public Response header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, content, more);
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    Content content() {
        return content;
    }

    Map<String, String> headers() {
        return headers;
    }
}
