// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.log.Log;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Logs options that are accepted but have no effect, once per database. Thread-safe. */
final class IgnoredOptions {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** More than anyone has; bounds the memory. */
    private static final int MOST_REMEMBERED = 1000;

    private static final Set<String> WARNED = ConcurrentHashMap.newKeySet();

    private IgnoredOptions() {}

    static void warn(SqliteConfig config) {
        config.ignored().forEach((option, reason) -> {
            if (WARNED.size() < MOST_REMEMBERED && WARNED.add(config.file() + ": " + option)) {
                log.atWarn()
                        .addKeyValue("pool", config.poolName())
                        .log("{}: option {} is ignored: {}", config.poolName(), option, reason);
            }
        });
    }
}
