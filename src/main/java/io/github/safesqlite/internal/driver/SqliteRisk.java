// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.UnsafeSqlite;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.log.Log;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Describes the remaining risk if the checkpoints of SQLite may lose commits. Safe for use by multiple threads. */
public final class SqliteRisk {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private static final String FIX =
            "Use sqlite-jdbc 3.51.3.0 or later: raise the version of the dependency, or set the property"
                    + " <sqlite-jdbc.version> if Spring Boot manages it";

    private static final AtomicReference<@Nullable SqliteVersion> warnedOf = new AtomicReference<>();

    private SqliteRisk() {}

    /** What is at risk, and what to do; null if the installed version of SQLite loses nothing. */
    public static @Nullable String of(SqliteConfig config) {
        return InstalledSqlite.mayLoseCommits() ? problem(config) + ". " + FIX + "." : null;
    }

    private static String problem(SqliteConfig config) {
        String found = "SQLite " + InstalledSqlite.version()
                + " may lose commits when a checkpoint of the write-ahead log runs during a commit. ";
        return config.checkpoint().enabled()
                ? found
                        + "This library runs no checkpoint during its own commits; the remaining risk is from checkpoints"
                        + " of other processes, of other copies of the driver in this process and of connections that do not"
                        + " come from this library"
                : found
                        + "The program that runs the checkpoints of this file (checkpoint=false) may run them during commits";
    }

    /**
     * Warns of it, once for all DataSources, or refuses the file, as configured.
     *
     * @param file the database, or null if it is in memory
     * @param hasLog whether it has a write-ahead log
     * @throws OpenFailedException if it is refused
     */
    public static void check(SqliteConfig config, @Nullable Path file, boolean hasLog) throws OpenFailedException {
        if (file == null || !hasLog || !InstalledSqlite.mayLoseCommits()) {
            return;
        }
        if (config.unsafeSqlite() == UnsafeSqlite.REFUSE) {
            throw OpenFailedException.of(
                    config.poolName(),
                    file.toString(),
                    problem(config),
                    FIX + ", or set unsafeSqlite=warn.",
                    VendorCode.CANTOPEN,
                    null);
        }
        SqliteVersion version = InstalledSqlite.version();
        SqliteVersion before = warnedOf.getAndSet(version);
        // Not by equals(): what Java writes for records would keep this class loader for ever.
        if (before == null || before.compareTo(version) != 0) {
            log.atWarn()
                    .addKeyValue("pool", config.poolName())
                    .addKeyValue("file", file)
                    .log(
                            "{}: {}. {}. This is reported once; unsafeSqlite=refuse makes it an error.",
                            config.poolName(),
                            problem(config),
                            FIX);
        }
    }

    /** Warns again, for tests. */
    static void forgetWarning() {
        warnedOf.set(null);
    }
}
