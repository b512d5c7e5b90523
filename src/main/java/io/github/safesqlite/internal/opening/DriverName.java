// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.internal.driver.InstalledDriver;
import java.net.URI;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How a database is named for the driver. Immutable.
 *
 * @param plain as the user has named it
 * @param existing the name that opens the file and does not create one; null if the user has given a name of that sort
 * @param creating the name that also creates one, where the driver must not be given a plain name; else null
 */
record DriverName(
        String plain, @Nullable String existing, @Nullable String creating) {
    static final String PREFIX = "jdbc:sqlite:";
    static final String URI = "file:";

    /** The names of the database at {@code url}; that of one in memory, without a file, is the plain one only. */
    static DriverName of(String url, @Nullable Path file) {
        String plain = url.isEmpty() ? "" : url.trim().substring(PREFIX.length());
        if (file == null || isOwnUri(url, file)) {
            return new DriverName(plain, null, null);
        }
        URI name = file.toUri();
        // Without the flag for it (open_mode=2) an ATTACH could not create a file either.
        return name.getAuthority() != null
                ? new DriverName(plain, null, null)
                : new DriverName(
                        plain, name + "?mode=rw", InstalledDriver.deletesNewFiles() ? name + "?mode=rwc" : null);
    }

    /** Whether the user has written a URI, which may have parameters. */
    private static boolean isOwnUri(String url, Path file) {
        return url.startsWith(PREFIX + URI) && !url.equals(PREFIX + file.toUri());
    }

    /**
     * The name for one more connection.
     *
     * @param found whether the file has been open, so that it is not to be created
     */
    String of(Properties properties, boolean found) {
        String own = found ? existing : creating;
        return own == null || mayNotWrite(properties) ? plain : own;
    }

    /** SQLite does not take a mode in the name that allows more than the flags do. */
    private static boolean mayNotWrite(Properties properties) {
        return (Integer.parseInt(properties.getProperty("open_mode", "0")) & 1) != 0;
    }
}
