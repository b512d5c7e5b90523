// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import java.util.regex.Pattern;

/** The names of tenants, which may come from outside: no name leads out of a directory, or into a log as a second line. */
public final class TenantName {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern UPPER_CASE = Pattern.compile("[A-Z]");
    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");
    private static final int SHOWN = 100;

    private TenantName() {}

    /**
     * Returns {@code name} if it is one.
     *
     * @throws IllegalArgumentException if it is not; the message says what a name may contain
     */
    public static String checked(String name) {
        if (!ALLOWED.matcher(name).matches()) {
            throw problem(
                    name,
                    "use 1 to 100 of the letters a to z and A to Z, digits, '.', '_' and '-', beginning with a letter or digit");
        }
        return name;
    }

    /**
     * Returns {@code name} if a file can have it: two names never mean the same file, on no system.
     *
     * @throws IllegalArgumentException if they might; the message says why
     */
    public static String asFileName(String name) {
        checked(name);
        if (UPPER_CASE.matcher(name).find()) {
            throw problem(
                    name,
                    "use lower case, because some systems do not tell the cases of file names apart, or give TenantOptions"
                            + " a function that maps names to files");
        }
        if (DEVICE.matcher(name).matches()) {
            throw problem(name, "Windows reserves this name for a device");
        }
        return name;
    }

    private static IllegalArgumentException problem(String name, String reason) {
        String start = name.length() > SHOWN ? name.substring(0, SHOWN) + "..." : name;
        return new IllegalArgumentException(
                "\"" + start.replaceAll("\\p{Cntrl}", "?") + "\" cannot be the name of a tenant: " + reason + ".");
    }
}
