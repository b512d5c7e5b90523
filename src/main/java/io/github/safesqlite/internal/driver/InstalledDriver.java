// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.opening.SqliteOpener;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/** The driver on the class path and its version; it may not be the one that this library depends on. Stateless. */
public final class InstalledDriver {
    /** The oldest one that the tests are run with. */
    static final String OLDEST = "3.46.1.3";

    /** The key of each INSERT can be left unasked from here on, see {@link SqliteOpener}. */
    private static final SqliteVersion FIRST_SUPPORTED = new SqliteVersion(3, 46, 1);

    /** Older ones look whether a new file can be created by creating it, and delete it again, which may be another's by then. */
    private static final SqliteVersion FIRST_TO_LEAVE_NEW_FILES = new SqliteVersion(3, 50, 3);

    private static final @Nullable SqliteVersion VERSION =
            SqliteVersion.parse(SQLiteJDBCLoader.getVersion()).orElse(null);

    private InstalledDriver() {}

    /**
     * Makes sure that the driver is not too old.
     *
     * @throws OpenFailedException if it is
     */
    public static void requireSupported(SqliteConfig config) throws OpenFailedException {
        requireSupported(config, VERSION);
    }

    static void requireSupported(SqliteConfig config, @Nullable SqliteVersion version) throws OpenFailedException {
        if (version != null && version.compareTo(FIRST_SUPPORTED) < 0) {
            throw OpenFailedException.of(
                    config.poolName(),
                    config.file(),
                    "sqlite-jdbc " + version + " is too old for this library, which needs at least " + OLDEST,
                    "Raise the version of the dependency, or set the property <sqlite-jdbc.version> if Spring Boot"
                            + " manages it.",
                    VendorCode.CANTOPEN,
                    null);
        }
    }

    /** Whether it may delete a new file that someone else is just opening, if it is given as a plain name. */
    public static boolean deletesNewFiles() {
        return VERSION != null && VERSION.compareTo(FIRST_TO_LEAVE_NEW_FILES) < 0;
    }
}
