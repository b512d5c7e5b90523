// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;

/** A SQL text under construction, kept as tokens so that it can be printed with noise between and inside them. */
final class SqlText {
    private static final String[] NOISE = {
        " ",
        "  ",
        "\n",
        "\t",
        "\r\n",
        "\f",
        " /* DELETE FROM t; */ ",
        "/**/",
        "/* ' \" [ */",
        " -- INSERT ; '\n",
        "--\n",
        "/* * / */",
        "/*/ */",
        "\n/* -- */\n",
    };
    private static final Set<String> PLAIN = Set.of(
            "t", "u", "w", "g", "a", "b", "c", "x", "y", "z", "n", "s", "v", "main", "temp", "aux", "tt", "ft", "f4",
            "rt", "tv", "ti", "tti", "tr_i", "v_i", "new", "trg", "temp2", "cte", "second", "third", "changes");
    private static final String[] TAILS = {
        "", "", "", ";", " ; ", ";;", "; -- DELETE", "\n", " /* open DELETE FROM t", " -- x"
    };

    private final Random random;
    private final List<String> tokens = new ArrayList<>();

    SqlText(Random random) {
        this.random = random;
    }

    /** Adds a keyword or another word whose case does not matter. */
    void word(String word) {
        tokens.add(anyCase(word));
    }

    /** Adds one token as it is. */
    void exact(String token) {
        tokens.add(token);
    }

    /** Adds an identifier, quoted in any of SQLite's ways, and always if it is not plain. */
    void name(String identifier) {
        boolean plain = PLAIN.contains(identifier);
        int way = random.nextInt(plain ? 8 : 3);
        tokens.add(
                switch (way) {
                    case 0 -> '"' + identifier.replace("\"", "\"\"") + '"';
                    case 1 -> '`' + identifier + '`';
                    case 2 -> '[' + identifier + ']';
                    default -> anyCase(identifier);
                });
    }

    /** Drops, doubles, or moves a token: most results are no SQL any more. */
    void mutate() {
        int index = random.nextInt(tokens.size());
        switch (random.nextInt(4)) {
            case 0 -> tokens.remove(index);
            case 1 -> tokens.add(index, tokens.get(index));
            case 2 -> tokens.add(index, tokens.get(random.nextInt(tokens.size())));
            default -> tokens.set(index, tokens.get(random.nextInt(tokens.size())));
        }
        if (tokens.isEmpty()) {
            tokens.add("SELECT");
        }
    }

    /** The text, with comments and white space put in wherever SQLite allows them. */
    String print() {
        String mark = random.nextInt(30) == 0 ? "\uFEFF" : "";
        return mark + printBody() + TAILS[random.nextInt(TAILS.length)];
    }

    /** As {@link #print}, with nothing in front and no semicolon or comment behind. */
    String printBody() {
        StringBuilder text = new StringBuilder();
        boolean noisy = random.nextInt(3) == 0;
        String last = "";
        for (String token : tokens) {
            if (noisy && random.nextInt(4) == 0) {
                text.append(noise());
            } else if (needsSpace(last, token) || random.nextInt(3) != 0) {
                text.append(' ');
            }
            text.append(token);
            last = token;
        }
        return text.toString();
    }

    private String noise() {
        return NOISE[random.nextInt(NOISE.length)];
    }

    private static boolean needsSpace(String last, String next) {
        if (last.isEmpty()) {
            return false;
        }
        char before = last.charAt(last.length() - 1);
        char after = next.charAt(0);
        boolean punctuation = "(),=;".indexOf(before) >= 0 || "(),=;".indexOf(after) >= 0;
        // A parenthesis right behind a parameter is a part of its name.
        boolean parameter = after == '(' && ":@$#".indexOf(last.charAt(0)) >= 0;
        return !punctuation || parameter;
    }

    private String anyCase(String word) {
        return switch (random.nextInt(4)) {
            case 0 -> word.toLowerCase(Locale.ROOT);
            case 1 -> {
                StringBuilder mixed = new StringBuilder();
                for (char c : word.toCharArray()) {
                    mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : Character.toLowerCase(c));
                }
                yield mixed.toString();
            }
            default -> word;
        };
    }
}
