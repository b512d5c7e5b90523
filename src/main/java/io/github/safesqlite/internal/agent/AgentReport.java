// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.net.URL;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the agent has changed, for people to read when the application has ended. Safe for use by multiple threads. */
final class AgentReport {
    private static final int MOST_DATABASES = 100;
    private static final String OTHERS = "other databases";

    private final List<String> changed = new ArrayList<>();
    private final List<String> libraries = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Long> opened = new TreeMap<>();

    /** Where a class comes from. */
    static String place(@Nullable ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location == null ? "an unknown place" : location.toString();
    }

    /** Notes that these methods of the driver at {@code place} were changed. */
    synchronized void changed(String place, Collection<String> methods) {
        methods.forEach(method -> changed.add(method + " of " + place));
    }

    /** Notes that a class was not changed as intended, and says so at once. */
    synchronized void problem(OpeningClass type, String place, String reason) {
        String problem = type.internalName().replace('/', '.') + " of " + place
                + " opens connections that this library does not protect: " + reason;
        problems.add(problem);
        System.err.println(Agent.NAME + problem);
    }

    /** Notes which library opens the connections. */
    synchronized void library(Class<?> driver) {
        libraries.add("connections are opened by the library of " + place(driver.getProtectionDomain()));
    }

    /**
     * Notes one connection.
     *
     * @param database what follows the prefix in its URL
     */
    synchronized void opened(String database) {
        // What follows may hold a password.
        String name = database.split("\\?", 2)[0].trim();
        String shown = name.isEmpty() ? "a temporary database" : name;
        boolean listed = opened.containsKey(shown) || opened.size() < MOST_DATABASES;
        opened.merge(listed ? shown : OTHERS, 1L, Long::sum);
    }

    /** The report, with a line end after each line. */
    synchronized String text() {
        var lines = new ArrayList<String>();
        if (changed.isEmpty()) {
            lines.add("nothing was changed, for the application has not loaded sqlite-jdbc");
        }
        changed.forEach(method -> lines.add("changed " + method));
        lines.addAll(libraries);
        problems.forEach(problem -> lines.add("problem: " + problem));
        opened.forEach((database, count) -> lines.add(
                count + (count == 1 ? " connection" : " connections") + " opened through this library: " + database));
        var text = new StringBuilder();
        lines.forEach(line -> text.append(Agent.NAME).append(line).append(System.lineSeparator()));
        return text.toString();
    }
}
