// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.dashboard.Demo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings for tests: a small pool and a free port. */
public final class TestSettings {
    /** The admin token. */
    public static final String TOKEN = "a-token-of-the-test";

    private TestSettings() {}

    /** Settings for this file and this pool. */
    public static ServiceSettings of(Path database, PoolKind pool) {
        return of(new DatabaseLocation.SqliteFile(database), pool, 0);
    }

    /** The same with so many requests per second of each client; 0 is no limit. */
    public static ServiceSettings of(DatabaseLocation database, PoolKind pool, int rateLimit) {
        return of(database, pool, rateLimit, Set.of());
    }

    /** The same with buttons that make these mistakes. */
    static ServiceSettings of(DatabaseLocation database, PoolKind pool, int rateLimit, Set<Demo.Mistake> mistakes) {
        return new ServiceSettings(
                database,
                pool,
                4,
                1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Optional.of(TOKEN),
                Duration.ofMinutes(1),
                Duration.ofDays(30),
                rateLimit,
                mistakes);
    }
}
