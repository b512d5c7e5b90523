// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes random statements of SQLite's grammar for {@link SqlRules#SCHEMA}.
 *
 * <p>A production is a list of words: {@code <rule>} is replaced, {@code ~name} is an identifier that may be quoted
 * ({@code ^} in it is a space), anything else stands for itself. {@code 3*} in front makes it three times as likely.
 * Where the nesting gets too deep, the first production of a rule is taken.
 */
final class SqlGrammar {
    private static final int DEEPEST = 5;
    private static final String[] STRINGS = {
        "'x'", "''", "'DELETE FROM t'", "'; INSERT INTO t VALUES (1)'", "'it''s'", "'-- '", "'/*'", "'RETURNING'", "';'"
    };

    private final Random random;
    private final Map<String, List<Production>> rules = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private boolean parametersAllowed;
    private SqlText text;

    SqlGrammar(Random random) {
        this.random = random;
        this.text = new SqlText(random);
        SqlRules.addTo(this);
    }

    /** A random statement, as tokens. */
    SqlText statement() {
        text = new SqlText(random);
        used.clear();
        parametersAllowed = true;
        expand("statement", 0);
        return text;
    }

    /** The productions that the last statement was made of. */
    Set<String> used() {
        return used;
    }

    /** All productions. */
    Set<String> productions() {
        Set<String> all = new TreeSet<>();
        rules.values().forEach(rule -> rule.forEach(production -> all.add(production.name)));
        return all;
    }

    /** Adds productions to a rule. */
    void rule(String name, String... productions) {
        List<Production> all = rules.computeIfAbsent(name, unused -> new ArrayList<>());
        for (String text : productions) {
            int star = text.indexOf("* ");
            boolean weighted = star > 0 && text.substring(0, star).matches("\\d+");
            int weight = weighted ? Integer.parseInt(text.substring(0, star)) : 1;
            String words = weighted ? text.substring(star + 2) : text;
            Production production = new Production(name + ": " + words, words.split(" ", -1));
            all.addAll(Collections.nCopies(weight, production));
        }
    }

    private void expand(String rule, int depth) {
        if (rule.equals("string")) {
            text.exact(STRINGS[random.nextInt(STRINGS.length)]);
            return;
        }
        // Views and triggers take no parameters.
        parametersAllowed &= !rule.equals("definition");
        List<Production> choice = rules.get(rule.equals("parameter") && !parametersAllowed ? "literal" : rule);
        Production production = choice.get(depth > DEEPEST ? 0 : random.nextInt(choice.size()));
        used.add(production.name);
        for (String word : production.words) {
            if (word.length() > 2 && word.startsWith("<") && word.endsWith(">")) {
                expand(word.substring(1, word.length() - 1), depth + 1);
            } else if (word.length() > 1 && word.startsWith("~")) {
                text.name(word.substring(1).replace('^', ' '));
            } else if (!word.isEmpty() && Character.isLetter(word.charAt(0))) {
                text.word(word);
            } else if (!word.isEmpty()) {
                text.exact(word);
            }
        }
    }

    private record Production(String name, String[] words) {}
}
