// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpCallTest {
    private static String text(HttpCall call) {
        return new String(call.bytes("h:1"), StandardCharsets.UTF_8);
    }

    @Test
    void aGetHasNoBody() {
        assertEquals("GET /a HTTP/1.1\r\nHost: h:1\r\n\r\n", text(HttpCall.get("/a")));
    }

    @Test
    void theLengthIsInBytes() {
        assertEquals(
                "POST /a HTTP/1.1\r\nHost: h:1\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n\"é\"",
                text(HttpCall.post("/a").json("\"é\"")));
    }

    @Test
    void theTokenIsSentWhereThereIsOne() {
        assertEquals(
                "POST /a HTTP/1.1\r\nHost: h:1\r\nAuthorization: Bearer secret\r\nContent-Length: 0\r\n\r\n",
                text(HttpCall.post("/a").authorized(Optional.of("secret"))));
    }
}
