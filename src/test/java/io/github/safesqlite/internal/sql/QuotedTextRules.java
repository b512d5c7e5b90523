// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A text in quotes or in a comment, whatever it is, changes nothing in what the parser makes of the SQL around it. */
final class QuotedTextRules {
    /** {@code %q} is a quoted text, {@code %n} a quoted name, {@code %c} a comment. */
    private static final List<String> FRAMES = List.of(
            "%c",
            "%c DELETE FROM t",
            "%c SELECT 1",
            "SELECT %q, %n %c FROM t; DELETE FROM t",
            "DELETE FROM t WHERE b = %q %c; SELECT %q",
            "WITH q AS %c (SELECT %q) INSERT INTO t SELECT * FROM q",
            "WITH q AS (SELECT %q), %n AS (VALUES (%q)) SELECT * FROM q",
            "INSERT INTO t VALUES (1, %q, %q) %c RETURNING a AS %n",
            "UPDATE t SET b = %q WHERE EXISTS (SELECT %q)",
            "EXPLAIN %c SELECT %q; DELETE FROM t",
            "EXPLAIN QUERY %c PLAN DELETE FROM t WHERE b = %q; DELETE FROM t",
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT %q; DELETE FROM u WHERE a = %n; %c END; SELECT %q",
            "CREATE TEMP %c TABLE x AS SELECT %q AS %n",
            "PRAGMA %c foreign_keys = %c 1; SELECT %q",
            "BEGIN %c IMMEDIATE; ROLLBACK %c TO %n; COMMIT");

    private static final Pattern PLACE = Pattern.compile("%[qnc]");

    private QuotedTextRules() {}

    static void check(String text) {
        // SQLite reads no further than a NUL, and the name of this function is looked for in quotes too.
        String inside = text.replace('\0', ' ').replace(']', ' ').replaceAll("(?i)pragma_optimize", "*");
        // One of the four ways for each text is enough: there are many texts.
        int way = text.length() % 4;
        for (String frame : FRAMES) {
            String sql = fill(frame, inside, way);
            assertEquals(traits(fill(frame, "x", way)), traits(sql), sql);
        }
        String sql = "SAVEPOINT " + name(inside, way);
        assertEquals(inside, SqlScript.parse(sql).single().savepointName(), sql);
    }

    private static String fill(String frame, String inside, int way) {
        // In one pass: what stands inside may look like a place to fill.
        return PLACE.matcher(frame)
                .replaceAll(place -> Matcher.quoteReplacement(
                        switch (place.group()) {
                            case "%q" -> quoted(inside, way % 2 == 0 ? '\'' : '"');
                            case "%n" -> name(inside, way);
                            default -> comment(inside, way);
                        }));
    }

    private static String name(String inside, int way) {
        return switch (way) {
            case 0 -> quoted(inside, '"');
            case 1 -> quoted(inside, '`');
            case 2 -> quoted(inside, '\'');
            default -> '[' + inside + ']';
        };
    }

    private static String quoted(String inside, char quote) {
        return quote + inside.replace("" + quote, "" + quote + quote) + quote;
    }

    private static String comment(String inside, int way) {
        if (way == 0) {
            return "--" + inside.replace('\n', ' ') + '\n';
        }
        return "/*" + " ".repeat(way - 1) + inside.replace('/', ' ') + "*/";
    }

    private static String traits(String sql) {
        return SqlScript.parse(sql).statements().stream()
                .map(SqlFuzzTarget::traits)
                .collect(Collectors.joining("; "));
    }
}
