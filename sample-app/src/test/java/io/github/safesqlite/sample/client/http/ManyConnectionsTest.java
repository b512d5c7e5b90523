// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.http.BearerToken;
import io.github.safesqlite.sample.http.Response;
import io.github.safesqlite.sample.http.Router;
import io.github.safesqlite.sample.http.WebServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ManyConnectionsTest {
    @Test
    void theServiceKeepsMoreThanTwoHundred() throws Exception {
        Router router = new Router(BearerToken.of(Optional.empty()));
        router.add("GET", "/", request -> Response.text(200, "here"));
        try (WebServer server = new WebServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), router)) {
            server.start();
            ServiceAddress address =
                    new ServiceAddress("127.0.0.1", server.address().getPort());
            List<KeptConnection> connections = IntStream.range(0, 250)
                    .mapToObj(number -> new KeptConnection(address, Duration.ofSeconds(15)))
                    .toList();

            for (KeptConnection connection : connections) {
                assertEquals("here", connection.send(HttpCall.get("/")).text());
            }

            assertTrue(connections.stream().allMatch(KeptConnection::isUsable));
            connections.forEach(KeptConnection::close);
        }
    }
}
