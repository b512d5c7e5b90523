// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import static io.github.safesqlite.move.portability.rule.Finder.found;
import static io.github.safesqlite.move.portability.rule.Finder.isFound;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every function that a rule is for is found as a call, and as nothing else. */
class FunctionRulesTest {
    /** Functions with a rule of their own, named after them. */
    private static final String MISSING =
            "group_concat total instr hex unhex quote char unicode typeof iif if printf randomblob"
                    + " zeroblob last_insert_rowid changes total_changes likely unlikely likelihood json json_extract json_group_array"
                    + " json_group_object json_array json_set json_patch json_valid json_type load_extension";

    /** A rule, its functions, and arguments with which it is for them. */
    private static final String[][] SHARED = {
        {"date-function", "date time datetime julianday strftime unixepoch timediff", "('now')"},
        {"ifnull", "ifnull", "(nick, name)"},
        {"scalar-minimum", "min max", "(age, 3)"},
        {"random", "random", "()"},
        {"round-digits", "round", "(height, 2)"},
        {"substr-negative", "substr substring", "(name, -3)"},
        {"substr-negative", "substr substring", "(coalesce(nick, name), -3, 1)"},
        {"format", "format", "('%d', 1)"},
    };

    /** Where a function stands in a statement: %1$s is its call. */
    private static final List<String> CALLS = List.of(
            "SELECT %1$s FROM person",
            "SELECT id FROM person WHERE age > 3 AND %1$s IS NULL",
            "SELECT id FROM person WHERE name LIKE %1$s",
            "INSERT INTO person(name) VALUES (%1$s)",
            "UPDATE person SET name = lower(%1$s) WHERE id = 1",
            "SELECT CASE WHEN active THEN %1$s ELSE 1 END FROM person",
            "CREATE TABLE t(a TEXT DEFAULT (%1$s))");

    /** Where its name is something else: %1$s is the name, %2$s the call. */
    private static final List<String> OTHERS = List.of(
            "SELECT %1$s FROM person",
            "SELECT p.%1$s FROM person p WHERE p.%1$s > 1",
            "SELECT id AS %1$s FROM person",
            "SELECT 'it is %2$s",
            "SELECT id /* %2$s */ FROM person -- %2$s",
            "SELECT \"%1$s\" FROM person",
            "INSERT INTO %1$s(name) VALUES (?)",
            "CREATE TABLE %1$s(a TEXT)",
            "CREATE TABLE t(a %1$s(5), b TEXT)",
            "CREATE TABLE t(a TEXT REFERENCES %1$s(id))",
            "CREATE INDEX i ON %1$s(a)",
            "WITH %1$s(a) AS (SELECT 1) SELECT a FROM %1$s",
            "WITH %1$s(a) AS MATERIALIZED (SELECT 1) SELECT a FROM %1$s",
            "SELECT other.%2$s");

    private record Function(String rule, String name, String call) {
        @Override
        public String toString() {
            return rule + ": " + call;
        }
    }

    private static Stream<Function> functions() {
        Stream<Function> shared = Arrays.stream(SHARED)
                .flatMap(row ->
                        Arrays.stream(row[1].split(" ")).map(name -> new Function(row[0], name, name + row[2])));
        Stream<Function> missing = Arrays.stream(MISSING.split(" "))
                .map(name -> new Function("function-" + name.replace('_', '-'), name, name + "(name)"));
        return Stream.concat(shared, missing);
    }

    @TestFactory
    Stream<DynamicTest> findsCalls() {
        return functions()
                .map(function -> DynamicTest.dynamicTest(function.toString(), () -> {
                    List<String> spellings = List.of(
                            function.call, function.call.toUpperCase(Locale.ROOT), function.call.replace("(", " ("));
                    for (String statement : CALLS) {
                        for (String call : spellings) {
                            String sql = String.format(statement, call);
                            assertTrue(isFound(function.rule, sql), sql);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> findsNothingElse() {
        return functions()
                .map(function -> DynamicTest.dynamicTest(function.toString(), () -> {
                    for (String statement : OTHERS) {
                        String sql = String.format(statement, function.name, function.call);
                        assertFalse(isFound(function.rule, sql), sql);
                    }
                }));
    }

    @Test
    void theseAreAll() {
        Set<String> rules = Rules.ALL.stream()
                .map(Rule::id)
                .filter(id -> id.startsWith("function-"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> tested = Arrays.stream(MISSING.split(" "))
                .map(name -> "function-" + name.replace('_', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(tested, rules);
    }

    /** With other arguments both databases answer alike. */
    @Test
    void leavesOtherArgumentsAlone() {
        for (String expression : List.of(
                "max(coalesce(age, id))",
                "round(height)",
                "round(coalesce(height, 2))",
                "substr(name)",
                "substr(name, 3)",
                "substr(name, 3, -1)",
                "substr(coalesce(nick, -1), 3)",
                "substring(name, 1 - 3)",
                "coalesce(nick, name)",
                "lower(name)")) {
            assertEquals(List.of(), found("SELECT " + expression + " FROM person"), expression);
        }
        assertEquals(List.of(), found("SELECT id FROM person ORDER BY random()"));
        assertEquals(List.of("random"), found("SELECT id FROM person ORDER BY id, random()"));
    }
}
