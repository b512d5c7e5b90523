// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/**
 * The tables that a statement writes to, its triggers and foreign keys included, by the bytecode that SQLite makes of it. Immutable.
 *
 * <p>SQLite's update hook tells each row, with exceptions (sqlite.org/c3ref/update_hook.html), which can be told from the bytecode.
 *
 * @param writes whether it writes to a database that is not temporary: it may do so and write to no table, as REINDEX does
 * @param all the tables
 * @param unheard those of which the hook tells no row: they are WITHOUT ROWID, or virtual, or emptied at once
 * @param rowsHidden those of which it does not tell each row: REPLACE deletes others, or an UPDATE gives a row another rowid
 * @param schema whether it changes the schema, or the numbers of rows
 * @param mayStopHalfway whether it may fail and keep what it has done until then ({@code OR FAIL})
 */
record WrittenTables(
        boolean writes,
        Set<String> all,
        Set<String> unheard,
        Set<String> rowsHidden,
        boolean schema,
        boolean mayStopHalfway) {
    WrittenTables {
        all = Set.copyOf(all);
        unheard = Set.copyOf(unheard);
        rowsHidden = Set.copyOf(rowsHidden);
    }

    /** Of a statement that writes to temporary tables or nothing. */
    static final WrittenTables NONE = new WrittenTables(false, Set.of(), Set.of(), Set.of(), false, false);

    private static final int TEMPORARY = 1;
    private static final int SCHEMA_ROOT = 1;
    private static final int ROOT_IN_REGISTER = 0x10;
    private static final int COUNTED = 0x01;
    private static final int ONLY_TOLD = 0x40;
    private static final int FAIL = 3;

    /**
     * Reads the bytecode of a statement.
     *
     * @throws SQLException if it does not compile, or SQLite can't be asked now
     */
    static WrittenTables of(SQLiteConnection connection, String sql) throws SQLException {
        var reading = new Reading();
        try (Statement statement = connection.createStatement();
                ResultSet steps = statement.executeQuery("EXPLAIN " + sql)) {
            while (steps.next()) {
                reading.step(
                        steps.getInt("addr"),
                        steps.getString("opcode"),
                        new int[] {steps.getInt("p1"), steps.getInt("p2"), steps.getInt("p3"), steps.getInt("p5")},
                        String.valueOf(steps.getString("p4")));
            }
        }
        return reading.result(connection, sql);
    }

    /** What is known after some of the steps. */
    private static final class Reading {
        private final Map<Integer, SchemaTables.Root> cursors = new HashMap<>();
        private final Set<SchemaTables.Root> written = new LinkedHashSet<>();
        private final Set<SchemaTables.Root> unheard = new LinkedHashSet<>();
        private final Set<SchemaTables.Root> hidden = new LinkedHashSet<>();
        private boolean virtual;
        private boolean schema;
        private boolean stops;

        void step(int address, String opcode, int[] p, String operand) {
            if (address == 0) {
                // The programs of triggers come behind that of the statement, each with addresses and cursors of its
                // own.
                cursors.clear();
            }
            switch (opcode) {
                case "OpenWrite" -> opened(p, operand);
                case "Clear" -> cleared(new SchemaTables.Root(p[1], p[0]));
                case "Delete" -> deletes(cursors.get(p[0]), p[1]);
                case "Halt", "HaltIfNull" -> stops |= p[0] != 0 && p[1] == FAIL;
                // With a second operand it is VACUUM INTO, which changes nothing here.
                case "Vacuum" -> schema |= p[0] != TEMPORARY && p[1] == 0;
                case "VUpdate" -> virtual = true;
                default -> {}
            }
        }

        private void opened(int[] p, String operand) {
            SchemaTables.Root root = new SchemaTables.Root(p[2], p[1]);
            boolean known = (p[3] & ROOT_IN_REGISTER) == 0;
            cursors.remove(p[0]);
            if (known && root.database() != TEMPORARY) {
                schema |= root.page() == SCHEMA_ROOT;
                cursors.put(p[0], root);
                written.add(root);
                if (operand.startsWith("k(")) {
                    // An index, or a table that is one.
                    unheard.add(root);
                }
            }
        }

        private void cleared(SchemaTables.Root root) {
            if (root.database() != TEMPORARY) {
                unheard.add(root);
            }
        }

        private void deletes(SchemaTables.@Nullable Root root, int flags) {
            if (root != null && (flags & (COUNTED | ONLY_TOLD)) == 0) {
                hidden.add(root);
            }
        }

        WrittenTables result(SQLiteConnection connection, String sql) throws SQLException {
            written.addAll(unheard);
            var schemas = new SchemaTables(connection);
            Set<String> all = schemas.tables(written);
            Set<String> unheardTables = schemas.tables(unheard);
            if (virtual) {
                unheardTables.addAll(schemas.virtualTablesIn(sql));
            }
            all.addAll(unheardTables);
            boolean writes = schema || virtual || !written.isEmpty();
            return new WrittenTables(writes, all, unheardTables, schemas.tables(hidden), schema, stops);
        }
    }
}
