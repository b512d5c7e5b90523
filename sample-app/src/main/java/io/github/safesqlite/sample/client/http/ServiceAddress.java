// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * Where a service listens.
 *
 * @param host its name or address
 * @param port its port
 */
public record ServiceAddress(String host, int port) {
    private static final int DEFAULT_PORT = 80;

    /** The address of a URL such as {@code http://127.0.0.1:8080}; empty where it is not one of a whole service. */
    public static Optional<ServiceAddress> of(String url) {
        try {
            URI uri = URI.create(url);
            if (!"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() > 65_535 || !isWhole(uri)) {
                return Optional.empty();
            }
            return Optional.of(new ServiceAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(URI uri) {
        return uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
    }

    InetSocketAddress socketAddress() {
        return new InetSocketAddress(host, port);
    }

    /** What the Host header says. */
    String authority() {
        return host + ":" + port;
    }

    @Override
    public String toString() {
        return "http://" + authority();
    }
}
