// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.path.FilePaths;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * Which copy of the driver has a file open in this process. A class loader that loads its own driver loads its own SQLite, and
 * SQLite's locks are the process's: when one copy closes a file, the system drops the locks of the other one too, so that
 * transactions overwrite each other and the file is damaged (sqlite.org/howtocorrupt.html, section 2.2.1). Such a second copy
 * is refused here, before it opens anything. Safe for use by multiple threads.
 *
 * <p>System properties are what all class loaders have in common; the values are texts, as anyone expects of a property.
 */
final class DriverCopies {
    private static final String PROPERTY = "io.github.safesqlite.open:";
    private static final String THIS_COPY = Integer.toHexString(System.identityHashCode(JDBC.class));

    private DriverCopies() {}

    /**
     * Notes one more use of {@code file} by the driver of this class loader, until {@link #leave}.
     *
     * @param file its real path
     * @throws OpenFailedException if another copy uses it
     */
    static void enter(String poolName, Path file) throws OpenFailedException {
        boolean[] refused = new boolean[1];
        properties().compute(PROPERTY + FilePaths.name(file), (name, value) -> {
            refused[0] = value != null && !isOurs(value);
            return refused[0] ? value : THIS_COPY + " " + (uses(value) + 1);
        });
        if (refused[0]) {
            throw OpenFailedException.of(
                    poolName,
                    FilePaths.name(file),
                    "another copy of sqlite-jdbc, loaded by another class loader, has it open in this process, and two"
                            + " copies of SQLite in one process drop each other's locks",
                    "Close the DataSource there first, or let one class loader load the library and sqlite-jdbc for all.",
                    VendorCode.CANTOPEN,
                    null);
        }
    }

    /** Ends one use. */
    static void leave(Path file) {
        properties().computeIfPresent(PROPERTY + FilePaths.name(file), (name, value) -> {
            if (!isOurs(value)) {
                return value;
            }
            return uses(value) > 1 ? THIS_COPY + " " + (uses(value) - 1) : null;
        });
    }

    private static Properties properties() {
        return System.getProperties();
    }

    private static boolean isOurs(Object value) {
        return value.toString().startsWith(THIS_COPY + " ");
    }

    private static int uses(@Nullable Object value) {
        String text = value == null ? " 0" : value.toString();
        return Integer.parseInt(text.substring(text.indexOf(' ') + 1));
    }
}
