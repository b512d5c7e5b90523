// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import io.github.safesqlite.sample.request.RequestFailedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * An answer of a service.
 *
 * @param status its status
 * @param headers its headers, with names in lower case
 * @param body its body, empty where it has none
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {
    private static final int LONGEST_EXCERPT = 200;

    /** The value of a header, or an empty text. */
    public String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** This answer to the call, or a failure where its status says that the call failed. */
    public HttpAnswer successful(HttpCall call) throws RequestFailedException {
        if (status < 400) {
            return this;
        }
        String excerpt = text().substring(0, Math.min(text().length(), LONGEST_EXCERPT));
        throw new RequestFailedException(
                "HTTP_" + status, call + " was answered with status " + status + ": " + excerpt, retryAfter());
    }

    /** How long the service asks to wait; a date, which services for programs do not send, counts as no time. */
    private Duration retryAfter() {
        String seconds = header("retry-after");
        return seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }
}
