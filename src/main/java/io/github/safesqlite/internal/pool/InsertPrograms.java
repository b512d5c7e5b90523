// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConnection;

/**
 * Which INSERT sets {@code last_insert_rowid()} for sure, as SQLite's bytecode for it tells: one into a table WITHOUT ROWID
 * or into a view does not, an upsert only if it does not update. Not thread-safe.
 */
final class InsertPrograms {
    private static final int FLAG_IS_UPDATE = 0x04;
    private static final int FLAG_LAST_ROWID = 0x20;
    private static final int MOST_KNOWN = 256;

    private final SQLiteConnection driver;
    private final Map<String, Boolean> known = new HashMap<>();

    InsertPrograms(SQLiteConnection driver) {
        this.driver = driver;
    }

    boolean setsRowId(String sql) throws SQLException {
        Boolean answer = known.get(sql);
        if (answer == null) {
            answer = explained(sql);
            if (known.size() == MOST_KNOWN) {
                known.clear();
            }
            known.put(sql, answer);
        }
        return answer;
    }

    /** The schema has changed, and with it perhaps the answers. */
    void forget() {
        known.clear();
    }

    private boolean explained(String sql) throws SQLException {
        boolean sets = false;
        try (Statement statement = driver.createStatement();
                ResultSet program = statement.executeQuery("EXPLAIN " + sql)) {
            // The programs of triggers come behind that of the statement, each with addresses from 0.
            for (int address = 0; program.next() && program.getInt("addr") == address; address++) {
                String opcode = program.getString("opcode");
                int flags = program.getInt("p5");
                if (opcode.equals("Insert") && (flags & FLAG_IS_UPDATE) != 0) {
                    return false;
                }
                sets |= opcode.equals("Insert") && (flags & FLAG_LAST_ROWID) != 0
                        || opcode.equals("VUpdate") && program.getInt("p1") != 0;
            }
        }
        return sets;
    }
}
