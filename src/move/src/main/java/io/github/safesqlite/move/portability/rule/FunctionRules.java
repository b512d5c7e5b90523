// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Statement;
import io.github.safesqlite.move.portability.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Functions that PostgreSQL does not have, or that answer differently there. */
final class FunctionRules {
    private static final Set<String> DATES =
            Set.of("date", "time", "datetime", "julianday", "strftime", "unixepoch", "timediff");

    /** What to write in place of a function. */
    private static final Map<String, String> MISSING = Map.ofEntries(
            Map.entry("group_concat", "string_agg(text, separator), which wants both arguments"),
            Map.entry("total", "coalesce(sum(…), 0)"),
            Map.entry("instr", "strpos(…)"),
            Map.entry("hex", "upper(encode(…, 'hex'))"),
            Map.entry("unhex", "decode(…, 'hex')"),
            Map.entry("quote", "quote_literal(…)"),
            Map.entry("char", "chr(…)"),
            Map.entry("unicode", "ascii(…)"),
            Map.entry("typeof", "pg_typeof(…)"),
            Map.entry("iif", "CASE WHEN … THEN … ELSE … END"),
            Map.entry("if", "CASE WHEN … THEN … ELSE … END"),
            Map.entry("printf", "to_char(…), or format in the application"),
            Map.entry("randomblob", "gen_random_bytes(…) of pgcrypto, or a value of the application"),
            Map.entry("zeroblob", "a value of the application"),
            Map.entry("last_insert_rowid", "INSERT … RETURNING, or getGeneratedKeys()"),
            Map.entry("changes", "the count that executeUpdate() returns"),
            Map.entry("total_changes", "the counts that executeUpdate() returns"),
            Map.entry("likely", "its argument alone"),
            Map.entry("unlikely", "its argument alone"),
            Map.entry("likelihood", "its first argument alone"),
            Map.entry("json", "…::jsonb"),
            Map.entry("json_extract", "… #>> '{path}', which gives text"),
            Map.entry("json_group_array", "jsonb_agg(…)"),
            Map.entry("json_group_object", "jsonb_object_agg(…)"),
            Map.entry("json_array", "jsonb_build_array(…)"),
            Map.entry("json_set", "jsonb_set(…)"),
            Map.entry("json_patch", "… || … of jsonb, which does not merge below the first level"),
            Map.entry("json_valid", "… IS JSON"),
            Map.entry("json_type", "jsonb_typeof(…)"),
            Map.entry("load_extension", "CREATE EXTENSION"));

    static final List<Rule> ALL = rules();

    private FunctionRules() {}

    private static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>(List.of(
                new Rule(
                        "date-function",
                        "PostgreSQL has no date(), time(), datetime(), strftime(), julianday() and unixepoch() of SQLite's kind.",
                        "Bind the time as a parameter, or write now(), to_char(…), extract(epoch FROM …), … + interval '1 day'.",
                        (s, i, schema) -> isCallOf(s, i, DATES)),
                new Rule(
                        "ifnull",
                        "PostgreSQL has no IFNULL.",
                        "Write coalesce(a, b); both databases have it.",
                        (s, i, schema) -> isCallOf(s, i, Set.of("ifnull"))),
                new Rule(
                        "scalar-minimum",
                        "PostgreSQL's min and max are aggregates only, and its least and greatest ignore NULL.",
                        "Write least(…) and greatest(…).",
                        (s, i, schema) -> isCallOf(s, i, Set.of("min", "max")) && arguments(s, i + 1) > 1),
                new Rule(
                        "random",
                        "random() is an integer of 64 bits in SQLite and a number from 0 to 1 in PostgreSQL.",
                        "Take the number in the application. ORDER BY random() means the same.",
                        (s, i, schema) ->
                                isCallOf(s, i, Set.of("random")) && !s.at(i - 1).is("BY")),
                new Rule(
                        "round-digits",
                        "PostgreSQL rounds to digits a numeric only, not a double precision.",
                        "Write round(…::numeric, digits).",
                        (s, i, schema) -> isCallOf(s, i, Set.of("round")) && arguments(s, i + 1) > 1),
                new Rule(
                        "substr-negative",
                        "A negative start counts from the end in SQLite, and lies before the text in PostgreSQL.",
                        "Write right(text, count).",
                        FunctionRules::isNegativeStart),
                new Rule(
                        "format",
                        "PostgreSQL's format() knows %s, %I and %L only.",
                        "Use to_char(…), or format in the application.",
                        (s, i, schema) -> isCallOf(s, i, Set.of("format")))));
        MISSING.keySet().stream()
                .sorted()
                .map(name -> new Rule(
                        "function-" + name.replace('_', '-'),
                        "PostgreSQL has no " + name + "() of SQLite's kind.",
                        "Write " + MISSING.get(name) + ".",
                        (s, i, schema) -> isCallOf(s, i, Set.of(name))))
                .forEach(rules::add);
        return List.copyOf(rules);
    }

    private static boolean isCallOf(Statement s, int i, Set<String> names) {
        return s.at(i).kind() == Kind.WORD && names.contains(s.at(i).name()) && s.isCall(i);
    }

    private static boolean isNegativeStart(Statement s, int i, Object schema) {
        if (!isCallOf(s, i, Set.of("substr", "substring"))) {
            return false;
        }
        int close = s.closing(i + 1);
        int depth = s.at(i + 1).depth() + 1;
        for (int comma = i + 2; comma < close; comma++) {
            if (s.at(comma).kind() == Kind.COMMA && s.at(comma).depth() == depth) {
                return s.at(comma + 1).isOperator("-");
            }
        }
        return false;
    }

    private static int arguments(Statement s, int open) {
        int depth = s.at(open).depth() + 1;
        int commas = 0;
        for (int i = open + 1; i < s.closing(open); i++) {
            commas += s.at(i).kind() == Kind.COMMA && s.at(i).depth() == depth ? 1 : 0;
        }
        return commas + 1;
    }
}
