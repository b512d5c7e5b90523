// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.http;

import java.net.InetSocketAddress;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses what another site makes a visitor's browser send: requests with a foreign Origin and, on loopback, with a
 * foreign Host.
 */
final class SameSite {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Pattern PORT = Pattern.compile(":[0-9]*$");

    private final boolean loopback;

    SameSite(InetSocketAddress address) {
        this.loopback = address.getAddress().isLoopbackAddress();
    }

    void check(Request request) {
        String host = request.header("Host").orElse("");
        if (loopback && !LOOPBACK_NAMES.contains(PORT.matcher(host).replaceFirst(""))) {
            throw new Problem(403, "Forbidden", "The Host header must name this computer.");
        }
        String origin = request.header("Origin").orElse("http://" + host);
        if (!origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw new Problem(403, "Forbidden", "Requests from other sites are refused.");
        }
    }
}
