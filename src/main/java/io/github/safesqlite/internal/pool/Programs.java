// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.util.HashMap;
import java.util.Map;
import org.sqlite.SQLiteConnection;

/** The programs of the statements that were asked for on one connection. Not thread-safe. */
final class Programs {
    private static final int MOST_KNOWN = 256;

    private final SQLiteConnection driver;
    private final ApplicationCode code;
    private final Map<String, Program> known = new HashMap<>();

    Programs(SQLiteConnection driver, ApplicationCode code) {
        this.driver = driver;
        this.code = code;
    }

    ApplicationCode code() {
        return code;
    }

    boolean isKnown(String sql) {
        return known.containsKey(sql);
    }

    Program of(String sql) {
        Program program = known.get(sql);
        if (program == null) {
            program = Program.of(driver, code, sql);
            remember(sql, program);
        }
        return program;
    }

    private void remember(String sql, Program program) {
        if (known.size() == MOST_KNOWN) {
            known.clear();
        }
        if (program.isLasting()) {
            known.put(sql, program);
        }
    }

    /** The schema has changed, and with it perhaps the programs. */
    void forget() {
        known.clear();
    }
}
