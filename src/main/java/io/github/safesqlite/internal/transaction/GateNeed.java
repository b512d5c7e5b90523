// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.driver.InstalledSqlite;
import io.github.safesqlite.internal.driver.Program;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.sql.StatementKind;

/** Which statements need the write gate. Stateless. */
public final class GateNeed {
    private GateNeed() {}

    /** Whether it may take SQLite's write lock on a database file, as far as text and program tell. */
    public static boolean needsGate(SqlStatement sql, Program program) {
        return sql.needsGate() && program.writesFile() || sql.isCheckpoint() && InstalledSqlite.mayLoseCommits();
    }

    /** Whether it writes nothing but temporary objects, which nobody else sees and SQLite needs no lock for. */
    static boolean writesTemporaryOnly(SqlStatement sql, Program program) {
        return sql.kind() == StatementKind.WRITE && !needsGate(sql, program);
    }
}
