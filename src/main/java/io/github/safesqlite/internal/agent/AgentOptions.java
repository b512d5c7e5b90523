// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is written behind {@code -javaagent:...jar=}: {@code name=value}, separated by commas.
 *
 * @param report whether to print at exit what was changed
 * @param library options of the library, for each database
 */
record AgentOptions(boolean report, Properties library) {
    private static final String REPORT = "report";

    /**
     * Reads the text that the JVM passes on.
     *
     * @throws IllegalArgumentException if it is not of this form, or {@code report} is neither true nor false
     */
    static AgentOptions parse(@Nullable String text) {
        var given = new Properties();
        if (text != null && !text.isBlank()) {
            for (String part : text.split(",", -1)) {
                add(part, given);
            }
        }
        Object report = given.remove(REPORT);
        return new AgentOptions(report == null || isTrue(report.toString()), given);
    }

    private static void add(String part, Properties given) {
        int equals = part.indexOf('=');
        String name = (equals < 0 ? part : part.substring(0, equals)).strip();
        String value = equals < 0 ? "" : part.substring(equals + 1).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "\"" + part + "\" names no option: write name=value, separated by commas.");
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException("option \"" + name + "\" has no value: write " + name
                    + "=value. A comma ends a value and cannot be part of it.");
        }
        if (given.setProperty(name, value) != null) {
            throw new IllegalArgumentException("option \"" + name + "\" is given twice: remove one.");
        }
    }

    private static boolean isTrue(String report) {
        return switch (report) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        "option \"" + REPORT + "\" must be true or false, was \"" + report + "\".");
        };
    }
}
