// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.source.SourceTable;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds rows that do not fit their columns on PostgreSQL.
 *
 * @param findings what was found
 * @param profiles what is stored in each column
 */
public record DataCheck(List<Finding> findings, List<ColumnProfile> profiles) {
    /** Copies both. */
    public DataCheck {
        findings = List.copyOf(findings);
        profiles = List.copyOf(profiles);
    }

    /** Reads all tables of a database once. The memory that it takes does not depend on the number of rows. */
    public static DataCheck of(SqliteSnapshot source, Schema schema, ExpectedTypes types) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        List<ColumnProfile> profiles = new ArrayList<>();
        for (SourceTable rows : source.tables()) {
            Table table = schema.table(rows.name());
            for (ColumnCheck check : TableCheck.run(source, rows, table, types)) {
                findings.addAll(check.findings());
                profiles.add(check.profile());
            }
            findings.addAll(CaseCheck.find(source.connection(), table, types));
        }
        findings.addAll(Orphans.find(source.connection()));
        return new DataCheck(findings, profiles);
    }
}
