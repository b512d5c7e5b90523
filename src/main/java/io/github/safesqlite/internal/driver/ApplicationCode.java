// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/**
 * The functions, collations and virtual table modules of a connection that neither SQLite nor the driver has brought: code of
 * the application, which may look at the thread that runs it. Immutable and thread-safe.
 */
public final class ApplicationCode {
    /** Of a connection that nobody but this library has had in hands. */
    public static final ApplicationCode NONE = new ApplicationCode(Set.of(), Set.of(), Set.of());

    // Names are put in lower case in Java: the application may have a lower() of its own.
    private static final String FUNCTIONS =
            "SELECT name || '(' || narg || ')' || type || enc FROM pragma_function_list WHERE NOT builtin";
    private static final String COLLATIONS = "SELECT name FROM pragma_collation_list";

    /** Without those that SQLite itself adds when they are first asked for. */
    private static final String MODULES = "SELECT name FROM pragma_module_list WHERE name NOT GLOB 'pragma_*'"
            + " AND name NOT IN ('json_each', 'json_tree', 'jsonb_each', 'jsonb_tree')";

    /** Those that start like the steps of virtual tables. */
    private static final Set<String> OTHER_STEPS = Set.of("Variable", "Vacuum");

    /** With the number of arguments, as EXPLAIN writes them. */
    private final Set<String> functions;

    private final Set<String> collations;
    private final Set<String> modules;

    private ApplicationCode(Set<String> functions, Set<String> collations, Set<String> modules) {
        this.functions = functions;
        this.collations = collations;
        this.modules = modules;
    }

    /** What is on this connection beyond what is on a new one. */
    static ApplicationCode of(SQLiteConnection connection) throws SQLException {
        Lists lists = Lists.of(connection);
        Lists bare = Bare.lists();
        Set<String> functions = new TreeSet<>();
        for (String signature : without(lists.functions, bare.functions)) {
            functions.add(signature.substring(0, signature.indexOf(')') + 1));
        }
        return new ApplicationCode(
                functions, without(lists.collations, bare.collations), without(lists.modules, bare.modules));
    }

    private static Set<String> without(Set<String> names, Set<String> known) {
        Set<String> others = new TreeSet<>(names);
        others.removeAll(known);
        return others;
    }

    boolean isEmpty() {
        return functions.isEmpty() && collations.isEmpty() && modules.isEmpty();
    }

    /**
     * Whether a text holds one of the names. What calls a function has its name in its text, operators too: {@code REGEXP} is
     * the function of that name.
     */
    boolean isMentionedIn(String sql) {
        if (isEmpty()) {
            return false;
        }
        String text = sql.toLowerCase(Locale.ROOT);
        return functions.stream().anyMatch(function -> text.contains(function.substring(0, function.indexOf('('))))
                || collations.stream().anyMatch(text::contains)
                || modules.stream().anyMatch(text::contains);
    }

    /** Whether this step of SQLite's bytecode runs some of it; {@code operand} is its fourth one. */
    boolean isRunBy(String opcode, String operand) {
        String text = operand.toLowerCase(Locale.ROOT);
        return functions.contains(text)
                || !modules.isEmpty() && opcode.startsWith("V") && !OTHER_STEPS.contains(opcode)
                || collations.stream().anyMatch(text::contains);
    }

    /** The names on a connection. */
    private record Lists(Set<String> functions, Set<String> collations, Set<String> modules) {
        static Lists of(SQLiteConnection connection) throws SQLException {
            return new Lists(names(connection, FUNCTIONS), names(connection, COLLATIONS), names(connection, MODULES));
        }

        private static Set<String> names(SQLiteConnection connection, String query) throws SQLException {
            Set<String> names = new TreeSet<>();
            for (String name : FirstColumn.of(connection, query)) {
                names.add(name.toLowerCase(Locale.ROOT));
            }
            return names;
        }
    }

    /** What a new connection of the driver has; asked once, and only where someone may have added to it. */
    private static final class Bare {
        private static volatile Lists lists = new Lists(Set.of(), Set.of(), Set.of());

        static Lists lists() throws SQLException {
            if (lists.functions.isEmpty()) {
                try (SQLiteConnection bare = JDBC.createConnection("jdbc:sqlite::memory:", new Properties())) {
                    lists = Lists.of(bare);
                }
            }
            return lists;
        }
    }
}
