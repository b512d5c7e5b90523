// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What SQLite would lock to run a statement: the file, its temporary database, neither; and whether rows come out. It is
 * read from SQLite's own program: {@code EXPLAIN} shows an opcode Transaction with the number of the database in P1 and,
 * for a write, P2 above zero.
 */
record SqliteLocks(boolean file, boolean temporary, boolean rows) {
    private static final int TEMPORARY_DATABASE = 1;

    /** Not for a PRAGMA: SQLite applies it while it explains. */
    static SqliteLocks of(Statement statement, String sql) throws SQLException {
        boolean file = false;
        boolean temporary = false;
        boolean rows = false;
        try (ResultSet program = statement.executeQuery("EXPLAIN " + sql)) {
            while (program.next()) {
                String opcode = program.getString(2);
                if (opcode.equals("Transaction") && program.getInt(4) > 0) {
                    boolean isTemporary = program.getInt(3) == TEMPORARY_DATABASE;
                    temporary |= isTemporary;
                    file |= !isTemporary;
                }
                rows |= opcode.equals("ResultRow");
            }
        }
        return new SqliteLocks(file, temporary, rows);
    }

    /** The whole program, for two texts to be compared. */
    static String program(Statement statement, String sql) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (ResultSet program = statement.executeQuery("EXPLAIN " + sql)) {
            int columns = program.getMetaData().getColumnCount();
            while (program.next()) {
                for (int column = 1; column <= columns; column++) {
                    text.append(program.getString(column)).append(' ');
                }
            }
        }
        return text.toString();
    }
}
