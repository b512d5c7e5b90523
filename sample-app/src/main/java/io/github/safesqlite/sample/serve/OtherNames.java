// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds other ways to the database file, by which somebody could open it past the DataSource of the service. */
final class OtherNames {
    private static final String OWN_VARIABLE = "DB_PATH";
    private static final Pattern CONNECTION_STRING =
            Pattern.compile("(?:(?:jdbc:)?(?:safesqlite|sqlite3?):)?(?:file:)?(?://)?(/?)([^?#]+).*");

    private OtherNames() {}

    /** A warning for each environment variable that names the file, and one if it has hard links. The file exists. */
    static List<String> warnings(Path database, Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (!name.equals(OWN_VARIABLE) && names(value, database)) {
                warnings.add("The environment variable " + name + " names the database of the service too. The service"
                        + " does not use it. Whoever opens the file by it should use concurrency-safe-sqlite as well;"
                        + " otherwise unset it.");
            }
        });
        if (hasHardLinks(database)) {
            warnings.add("The database " + database + " is one file with several names (hard links). Each name has a"
                    + " write-ahead log of its own, and using two of them damages the database. Keep one name.");
        }
        return warnings;
    }

    /** Some tools write a relative path behind three slashes, so it is tried both ways. */
    private static boolean names(String value, Path database) {
        Matcher parts = CONNECTION_STRING.matcher(value);
        return parts.matches()
                && Stream.of(parts.group(1) + parts.group(2), parts.group(2)).anyMatch(path -> isSame(path, database));
    }

    /** Compares without opening the file. */
    private static boolean isSame(String path, Path database) {
        try {
            return Files.isSameFile(Path.of(path), database);
        } catch (InvalidPathException | IOException otherOrNone) {
            return false;
        }
    }

    private static boolean hasHardLinks(Path database) {
        try {
            return (int) Files.getAttribute(database, "unix:nlink") > 1;
        } catch (UnsupportedOperationException | IllegalArgumentException | IOException unknown) {
            return false;
        }
    }
}
