// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    // Overflows in the test, as the clock of a JVM may.
    private long now = Long.MAX_VALUE - 100;
    private final RateLimit limit = new RateLimit(10, () -> now);

    @Test
    void theRequestsOfASecondMayComeAtOnceAndThenOneByOne() throws Exception {
        InetAddress client = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 10; i++) {
            assertEquals(Duration.ZERO, limit.request(client));
        }
        assertEquals(Duration.ofMillis(100), limit.request(client));
        now += Duration.ofMillis(99).toNanos();
        assertEquals(Duration.ofMillis(1), limit.request(client));
        now += Duration.ofMillis(1).toNanos();
        assertEquals(Duration.ZERO, limit.request(client));
        assertEquals(Duration.ofMillis(100), limit.request(client));
    }

    @Test
    void aPauseAllowsNoMoreThanTheRequestsOfASecond() throws Exception {
        InetAddress client = InetAddress.getByName("192.0.2.1");
        limit.request(client);
        now += Duration.ofHours(1).toNanos();
        assertEquals(10, allowed("192.0.2.1"));
    }

    @Test
    void eachClientHasItsOwnRequests() throws Exception {
        assertEquals(10, allowed("192.0.2.1"));
        assertEquals(10, allowed("192.0.2.2"));
    }

    @Test
    void theAddressesOfOneNetworkAreOneClient() throws Exception {
        assertEquals(10, allowed("2001:db8:0:1::1"));
        assertEquals(0, allowed("2001:db8:0:1:ffff::2"));
        assertEquals(10, allowed("2001:db8:0:2::1"));
    }

    @Test
    void thoseThatCameLastAreRemembered() throws Exception {
        allowed("192.0.2.1");
        for (int i = 0; i < RateLimit.MOST_CLIENTS - 1; i++) {
            limit.request(InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
        }
        assertEquals(0, allowed("192.0.2.1"));
        limit.request(InetAddress.getByName("192.0.2.2"));
        assertEquals(RateLimit.MOST_CLIENTS, limit.clients());
        assertEquals(0, allowed("192.0.2.1"));
        assertEquals(10, allowed("10.0.0.0"), "the one that is forgotten");
    }

    private int allowed(String client) throws Exception {
        InetAddress address = InetAddress.getByName(client);
        int allowed = 0;
        while (limit.request(address).isZero()) {
            allowed++;
        }
        return allowed;
    }
}
