// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/** The programs of the statements that were asked for on one connection. Not thread-safe. */
final class Programs {
    private static final int MOST_KNOWN = 256;

    private final SQLiteConnection driver;
    private final boolean handedOut;
    private @Nullable ApplicationCode code;
    private final Map<String, Program> known = new HashMap<>();

    /** @param handedOut whether someone but this library has had the connection in hands */
    Programs(SQLiteConnection driver, boolean handedOut) {
        this.driver = driver;
        this.handedOut = handedOut;
    }

    boolean isHandedOut() {
        return handedOut;
    }

    /** The application's code on this connection; looked for when it is first needed. */
    ApplicationCode code() throws SQLException {
        ApplicationCode known = code;
        if (known == null) {
            known = handedOut ? ApplicationCode.of(driver) : ApplicationCode.NONE;
            code = known;
        }
        return known;
    }

    boolean isKnown(String sql) {
        return known.containsKey(sql);
    }

    Program of(String sql) throws SQLException {
        Program program = known.get(sql);
        if (program == null) {
            program = Program.of(driver, code(), sql);
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
