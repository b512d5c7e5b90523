// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import org.jspecify.annotations.Nullable;

/**
 * Keeps URLs from running code. Many tools let anyone who can log in write the URL of a database, and to open a database then
 * must not mean to run what that URL names: a class, a library, SQL.
 */
final class CodeInUrl {
    /** The system property by which the application allows it. */
    static final String PROPERTY = "io.github.safesqlite.allowCodeInUrl";

    private CodeInUrl() {}

    /** Why the option {@code name} cannot be taken from a URL, or null if it can. */
    static @Nullable String problem(String name) {
        Option<?> option = Options.find(name);
        if (option == null || !option.runsCode() || Boolean.getBoolean(PROPERTY)) {
            return null;
        }
        return "option \"" + name
                + "\" runs code, and a URL may be untrusted input: set it with the builder, a setter of the"
                + " DataSource or in Properties, or allow it in URLs with the system property " + PROPERTY + "=true";
    }
}
