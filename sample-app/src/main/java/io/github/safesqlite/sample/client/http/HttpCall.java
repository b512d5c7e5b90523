// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A request to a service.
 *
 * @param method the method
 * @param path the path with the query, encoded
 * @param json the body
 * @param repeatable whether a second one does no harm where nobody knows what became of the first
 * @param token the bearer token
 */
public record HttpCall(String method, String path, Optional<String> json, boolean repeatable, Optional<String> token) {
    /** Reads something. */
    public static HttpCall get(String path) {
        return new HttpCall("GET", path, Optional.empty(), true, Optional.empty());
    }

    /** Deletes something. */
    public static HttpCall delete(String path) {
        return new HttpCall("DELETE", path, Optional.empty(), true, Optional.empty());
    }

    /** Does something that must not be done twice by mistake. */
    public static HttpCall post(String path) {
        return new HttpCall("POST", path, Optional.empty(), false, Optional.empty());
    }

    /** The same with a body. */
    public HttpCall json(String body) {
        return new HttpCall(method, path, Optional.of(body), repeatable, token);
    }

    /** The same, which can be sent again. */
    public HttpCall canBeRepeated() {
        return new HttpCall(method, path, json, true, token);
    }

    /** The same with a bearer token, where there is one. */
    public HttpCall authorized(Optional<String> bearer) {
        return new HttpCall(method, path, json, repeatable, bearer);
    }

    /** The request as it is sent. */
    byte[] bytes(String authority) {
        byte[] body = json.orElse("").getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder(200)
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: ")
                .append(authority)
                .append("\r\n");
        token.ifPresent(
                bearer -> head.append("Authorization: Bearer ").append(bearer).append("\r\n"));
        if (json.isPresent()) {
            head.append("Content-Type: application/json\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        return all;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
