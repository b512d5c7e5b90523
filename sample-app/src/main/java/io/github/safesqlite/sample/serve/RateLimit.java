// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How many requests each client may send per second; after a pause, those of one second at once. An IPv6 client counts by
 * its /64, since it can choose among the addresses in there. Safe for use by multiple threads.
 */
final class RateLimit {
    static final int MOST_CLIENTS = 10_000;
    private static final int NETWORK_BYTES = 8;
    private static final long SECOND = 1_000_000_000;

    private final long nanosPerRequest;
    private final LongSupplier nanoTime;
    /** When the requests of a client so far are used up at the allowed rate; the last to come are the last in here. */
    private final Map<ByteBuffer, Long> usedUntil = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Long> eldest) {
            return size() > MOST_CLIENTS;
        }
    };

    RateLimit(int perSecond, LongSupplier nanoTime) {
        this.nanosPerRequest = SECOND / perSecond;
        this.nanoTime = nanoTime;
    }

    /** Counts a request; zero if the client may go on, else how long it must wait, and then the request does not count. */
    synchronized Duration request(InetAddress client) {
        ByteBuffer network = networkOf(client);
        long now = nanoTime.getAsLong();
        Long until = usedUntil.get(network);
        long used = until == null ? 0 : Math.max(0, until - now);
        long tooMuch = used + nanosPerRequest - SECOND;
        if (tooMuch > 0) {
            return Duration.ofNanos(tooMuch);
        }
        usedUntil.put(network, now + used + nanosPerRequest);
        return Duration.ZERO;
    }

    /** How many clients it remembers. */
    synchronized int clients() {
        return usedUntil.size();
    }

    private static ByteBuffer networkOf(InetAddress client) {
        byte[] address = client.getAddress();
        return ByteBuffer.wrap(address, 0, Math.min(address.length, NETWORK_BYTES))
                .slice();
    }
}
