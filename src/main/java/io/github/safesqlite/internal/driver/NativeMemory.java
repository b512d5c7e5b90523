// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.config.SqliteConfig;

/**
 * The memory outside the Java heap that the connections of one DataSource may use.
 *
 * @param statements the most prepared statements that one connection keeps
 * @param statementBytes the most memory that they may take
 * @param pages what all connections together may take for pages of the database
 */
public record NativeMemory(int statements, long statementBytes, PageCaches pages) {
    public static NativeMemory of(SqliteConfig config) {
        return new NativeMemory(
                config.statementCacheSize(),
                config.statementCacheMemory(),
                PageCaches.of(config.cacheMemory(), config.pragmas()));
    }
}
