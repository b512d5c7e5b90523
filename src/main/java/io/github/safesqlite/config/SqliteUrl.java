// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.internal.path.PercentCode;
import io.github.safesqlite.internal.text.Secrets;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A JDBC URL taken apart: {@code jdbc:safesqlite:FILE?option=value&...}. FILE is taken as it stands; names and values of
 * options are percent-decoded, and {@code +} is a plus. Of a PRAGMA or an option of sqlite-jdbc that is given twice the last
 * value counts, as with the driver. In a {@code file:} URI the parameters that SQLite reads itself
 * (mode, cache, vfs, immutable, nolock, psow, modeof) stay with the file, and so do those that nobody knows. Immutable.
 */
final class SqliteUrl {
    /** How the URLs of this library begin. */
    static final String PREFIX = "jdbc:safesqlite:";

    /** How the URLs of the plain driver begin; a DataSource takes them too. */
    static final String DRIVER_PREFIX = DriverOptions.URL_PREFIX;

    private final String file;
    private final List<Map.Entry<String, String>> options;
    private final List<String> problems;

    private SqliteUrl(String file, List<Map.Entry<String, String>> options, List<String> problems) {
        this.file = file;
        this.options = options;
        this.problems = problems;
    }

    /** Whether {@code url} begins with {@value #PREFIX}, in any case: what the JDBC driver of this library accepts. */
    static boolean isAccepted(String url) {
        return startsWith(url.trim(), PREFIX);
    }

    /**
     * Takes {@code url} apart. Problems inside it are kept for {@link #problems()}.
     *
     * @throws SqliteConfigException if it begins with neither {@value #PREFIX} nor {@value #DRIVER_PREFIX}
     */
    static SqliteUrl parse(String url) {
        // As the driver does: other white space at the end is part of the name.
        String stripped = url.trim();
        for (String prefix : List.of(PREFIX, DRIVER_PREFIX)) {
            if (startsWith(stripped, prefix)) {
                String rest = stripped.substring(prefix.length());
                int query = rest.indexOf('?');
                return query < 0
                        ? new SqliteUrl(rest, List.of(), List.of())
                        : new Parser(rest.substring(0, query)).parse(rest.substring(query + 1));
            }
        }
        throw new SqliteConfigException(List.of(
                "url must begin with " + PREFIX + " or " + DRIVER_PREFIX + ", was \"" + scheme(stripped) + "...\""));
    }

    String file() {
        return file;
    }

    /** Names and values, decoded, in the order of the URL; each name once. */
    List<Map.Entry<String, String>> options() {
        return options;
    }

    List<String> problems() {
        return problems;
    }

    private static boolean startsWith(String url, String prefix) {
        return url.toLowerCase(Locale.ROOT).startsWith(prefix);
    }

    // Not more of it: the rest may hold a password.
    private static String scheme(String url) {
        int end = url.indexOf(':', url.indexOf(':') + 1);
        return url.substring(0, Math.min(end < 0 ? url.length() : end + 1, 20));
    }

    private static final class Parser {
        private final String file;
        private final boolean uri;
        private final List<String> kept = new ArrayList<>();
        private final Map<String, String> unknown = new LinkedHashMap<>();
        private final Map<String, String> options = new LinkedHashMap<>();
        private final List<String> problems = new ArrayList<>();

        Parser(String file) {
            this.file = file;
            this.uri = DatabaseName.isUri(file);
        }

        SqliteUrl parse(String query) {
            for (String part : query.split("&")) {
                String parameter = part.strip();
                if (!parameter.isEmpty()) {
                    int equals = parameter.indexOf('=');
                    String name = (equals < 0 ? parameter : parameter.substring(0, equals)).strip();
                    add(parameter, PercentCode.decodeLeniently(name));
                }
            }
            String name = kept.isEmpty() ? file : file + "?" + String.join("&", kept);
            if (!unknown.isEmpty()) {
                String whole = DatabaseName.existingWith(file, unknown.keySet());
                if (whole == null) {
                    unknown.forEach(this::addOption);
                } else {
                    name = whole;
                }
            }
            return new SqliteUrl(name, List.copyOf(options.entrySet()), problems);
        }

        private void add(String parameter, String name) {
            int equals = parameter.indexOf('=');
            String value = equals < 0 ? "" : parameter.substring(equals + 1).strip();
            if (DriverOptions.isIgnored(name, value)) {
                return;
            }
            if (uri && (DatabaseName.URI_PARAMETERS.contains(name) || TextOptions.isForeign(name))) {
                kept.add(parameter);
            } else if (Options.find(name) != null) {
                addOption(parameter, name);
            } else if (!TextOptions.isOfDriver(name)) {
                unknown.put(parameter, name);
            } else if (value.isEmpty()) {
                addNoValue(name);
            } else {
                String key = name.toLowerCase(Locale.ROOT);
                // The driver decodes nothing, and a password is what it is.
                options.put(key, Secrets.isNamed(key) ? value : PercentCode.decodeLeniently(value));
            }
        }

        private void addOption(String parameter, String name) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                addNoValue(name);
            } else {
                addDecoded(name, parameter.substring(equals + 1));
            }
        }

        private void addNoValue(String name) {
            problems.add("option \"" + name + "\" has no value: write " + name + "=value");
        }

        private void addDecoded(String name, String value) {
            try {
                if (options.put(name, PercentCode.decode(value)) != null) {
                    problems.add("option \"" + name + "\" is given twice: remove one");
                }
            } catch (CharacterCodingException bad) {
                problems.add("option \"" + name + "\" has a bad percent escape: write % as %25");
            }
        }
    }
}
