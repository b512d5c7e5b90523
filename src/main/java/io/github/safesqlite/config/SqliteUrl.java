// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A JDBC URL taken apart: {@code jdbc:safesqlite:FILE?option=value&...}. FILE is taken as it stands; names and values of
 * options are percent-decoded, and {@code +} is a plus. In a {@code file:} URI the parameters that SQLite reads itself (mode,
 * cache, vfs, immutable, nolock, psow, modeof) stay with the file. Immutable.
 */
public final class SqliteUrl {
    /** How the URLs of this library begin. */
    public static final String PREFIX = "jdbc:safesqlite:";

    /** How the URLs of the plain driver begin; a DataSource takes them too. */
    public static final String DRIVER_PREFIX = "jdbc:sqlite:";

    private final String file;
    private final List<Map.Entry<String, String>> options;
    private final List<String> problems;

    private SqliteUrl(String file, List<Map.Entry<String, String>> options, List<String> problems) {
        this.file = file;
        this.options = options;
        this.problems = problems;
    }

    /** Whether {@code url} begins with {@value #PREFIX}, in any case: what the JDBC driver of this library accepts. */
    public static boolean isAccepted(String url) {
        return startsWith(url.strip(), PREFIX);
    }

    /**
     * Takes {@code url} apart. Problems inside of it are kept for {@link #problems()}.
     *
     * @throws SqliteConfigException if it begins with neither {@value #PREFIX} nor {@value #DRIVER_PREFIX}
     */
    static SqliteUrl parse(String url) {
        String stripped = url.strip();
        for (String prefix : List.of(PREFIX, DRIVER_PREFIX)) {
            if (startsWith(stripped, prefix)) {
                return parseFile(stripped.substring(prefix.length()));
            }
        }
        throw new SqliteConfigException(List.of(
                "url must begin with " + PREFIX + " or " + DRIVER_PREFIX + ", was \"" + scheme(stripped) + "...\""));
    }

    String file() {
        return file;
    }

    /** Names and values, decoded, in the order of the URL. */
    List<Map.Entry<String, String>> options() {
        return options;
    }

    List<String> problems() {
        return problems;
    }

    private static SqliteUrl parseFile(String rest) {
        int query = rest.indexOf('?');
        if (query < 0) {
            return new SqliteUrl(rest, List.of(), List.of());
        }
        String file = rest.substring(0, query);
        var kept = new ArrayList<String>();
        var options = new ArrayList<Map.Entry<String, String>>();
        var problems = new ArrayList<String>();
        for (String part : rest.substring(query + 1).split("&", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (file.startsWith("file:") && DatabaseName.URI_PARAMETERS.contains(name)) {
                kept.add(part);
            } else if (equals >= 0) {
                add(options, problems, name, part.substring(equals + 1));
            } else if (!part.isEmpty()) {
                problems.add("option \"" + part + "\" has no value: write " + part + "=value");
            }
        }
        return new SqliteUrl(kept.isEmpty() ? file : file + "?" + String.join("&", kept), options, problems);
    }

    private static void add(List<Map.Entry<String, String>> options, List<String> problems, String name, String value) {
        try {
            var option = Map.entry(decode(name), decode(value));
            if (options.stream().anyMatch(other -> other.getKey().equals(option.getKey()))) {
                problems.add("option \"" + option.getKey() + "\" is given twice: remove one");
            }
            options.add(option);
        } catch (CharacterCodingException bad) {
            problems.add("option \"" + name + "\" has a bad percent escape: write % as %25");
        }
    }

    /** The parameters of a URI; what can not be decoded stays as it is. */
    static Map<String, String> lenientParameters(String query) {
        var parameters = new LinkedHashMap<String, String>();
        for (String part : query.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.put(part.substring(0, equals), lenientDecode(part.substring(equals + 1)));
            }
        }
        return parameters;
    }

    static String lenientDecode(String text) {
        try {
            return decode(text);
        } catch (CharacterCodingException bad) {
            return text;
        }
    }

    private static String decode(String text) throws CharacterCodingException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
                if (low < 0) {
                    throw new CharacterCodingException();
                }
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        // A new decoder reports bytes that are not UTF-8 instead of replacing them.
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(decoded.toByteArray()))
                .toString();
    }

    private static boolean startsWith(String url, String prefix) {
        return url.toLowerCase(Locale.ROOT).startsWith(prefix);
    }

    // Not more of it: the rest may hold a password.
    private static String scheme(String url) {
        int end = url.indexOf(':', url.indexOf(':') + 1);
        return url.substring(0, Math.min(end < 0 ? url.length() : end + 1, 20));
    }
}
