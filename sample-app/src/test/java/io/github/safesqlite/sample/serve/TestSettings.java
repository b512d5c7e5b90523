// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

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
                Set.of());
    }
}
