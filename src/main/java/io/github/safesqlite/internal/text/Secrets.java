// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.text;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which settings are passwords, keys and the like, and how they are shown in messages and logs: as {@value #HIDDEN}. */
public final class Secrets {
    /** What is shown in place of a secret. */
    public static final String HIDDEN = "***";

    private static final Set<String> WORDS = Set.of(
            "pass", "pwd", "key", "rekey", "hexkey", "hexrekey", "textkey", "textrekey", "apikey", "salt", "token");
    private static final Pattern PARTS = Pattern.compile("password|passwd|passphrase|secret|credential");
    private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern BETWEEN = Pattern.compile("[^a-z0-9]+");
    private static final Pattern PARAMETER = Pattern.compile("([?&;])([^=&;?]*)=");
    private static final Pattern USER = Pattern.compile("^((?:\\w+:)+//)[^/?#@]*@");
    private static final Pattern PERCENT = Pattern.compile("%([0-9A-Fa-f]{2})");

    private Secrets() {}

    /** Whether a setting of this name is one, as {@code password}, {@code hexkey} and {@code apiToken} are. */
    public static boolean isNamed(String name) {
        String words = CAMEL.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
        if (words.startsWith("foreign_key") || words.endsWith("_mode")) {
            return false;
        }
        return PARTS.matcher(words).find() || BETWEEN.splitAsStream(words).anyMatch(WORDS::contains);
    }

    /** The value of the setting {@code name} as it may be shown. */
    public static String value(String name, String value) {
        return isNamed(name) ? HIDDEN : value;
    }

    /** A message about the setting {@code name} that quotes its value, as it may be shown. */
    public static String message(String name, String value, String message) {
        return isNamed(name) && !value.isEmpty()
                ? message.replace('"' + value + '"', '"' + HIDDEN + '"')
                        .replace('"' + value.strip() + '"', '"' + HIDDEN + '"')
                : message;
    }

    /** A path, a {@code file:} URI or a JDBC URL as it may be shown: without the values of such parameters, and without a user. */
    public static String file(String text) {
        String file = USER.matcher(text).replaceFirst("$1" + Matcher.quoteReplacement(HIDDEN) + "@");
        Matcher parameter = PARAMETER.matcher(file);
        var shown = new StringBuilder();
        int from = 0;
        while (parameter.find(from)) {
            shown.append(file, from, parameter.end());
            from = parameter.end();
            if (isNamed(decoded(parameter.group(2)))) {
                int end = file.indexOf('&', from);
                shown.append(HIDDEN);
                from = end < 0 ? file.length() : end;
            }
        }
        return shown.append(file, from, file.length()).toString();
    }

    /** A message that quotes {@code file}, as it may be shown. */
    public static String messageAbout(String file, String message) {
        String shown = file(file);
        return shown.equals(file) ? message : message.replace(file, shown);
    }

    private static String decoded(String name) {
        return PERCENT.matcher(name)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }
}
