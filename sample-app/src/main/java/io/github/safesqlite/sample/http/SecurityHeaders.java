// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import com.sun.net.httpserver.Headers;

/** Headers that keep browsers from doing more with a response than the page needs. */
final class SecurityHeaders {
    private SecurityHeaders() {}

    static void addTo(Headers headers) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }
}
