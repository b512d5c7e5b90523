// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of HikariCP that have no effect here, and why. Those that have one are options of the same name. */
final class HikariNames {
    private static final String NEVER_LOST =
            "SQLite runs in this process, so an idle connection is never lost; remove it";
    private static final String OWN_THREADS =
            "all DataSources of a process share a few daemon threads of the library; remove it";
    private static final String SET_URL =
            "the library opens SQLite itself; set jdbcUrl, or give it an object by setDataSource";

    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("connectionTestQuery", NEVER_LOST),
            Map.entry("keepaliveTime", NEVER_LOST),
            Map.entry("validationTimeout", NEVER_LOST),
            Map.entry(
                    "initializationFailTimeout",
                    "setters open the database with the first connection; the constructor with a SqliteConfig opens it at"
                            + " once"),
            Map.entry("isolateInternalQueries", "the library runs no query of its own in your transactions; remove it"),
            Map.entry("catalog", "SQLite has no catalogs; remove it"),
            Map.entry("schema", "SQLite has no current schema; write the name that ATTACH gave before the table"),
            Map.entry("threadFactory", OWN_THREADS),
            Map.entry("scheduledExecutor", OWN_THREADS),
            Map.entry("metricsTrackerFactory", "set metricRegistry instead"),
            Map.entry("healthCheckProperties", "the health checks have no settings of their own; remove it"),
            Map.entry(
                    "exceptionOverrideClassName",
                    "the library itself knows which errors of SQLite end a connection; remove it"),
            Map.entry("driverClassName", "the library opens SQLite itself, by sqlite-jdbc; remove it"),
            Map.entry("dataSourceClassName", SET_URL),
            Map.entry("dataSourceJNDI", SET_URL));

    private HikariNames() {}

    /** Why {@code name} has no effect, or null if it is none of these. */
    static @Nullable String reason(String name) {
        return REASONS.get(name);
    }
}
