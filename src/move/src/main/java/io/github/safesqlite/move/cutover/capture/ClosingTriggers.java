// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.source.OwnObjects;
import io.github.safesqlite.move.source.SourceTable;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The triggers that refuse every write to the tables of a file that was cut over. */
final class ClosingTriggers {
    static final String PREFIX = OwnObjects.PREFIX + "_closed";

    private ClosingTriggers() {}

    /** Creates them on all tables, those that are not moved included. */
    static void create(SqliteSnapshot source, String file) throws SQLException {
        String message = (file + " was moved to PostgreSQL and takes no more writes. Start the application with its new"
                        + " configuration, or undo the move with the command cutover --rollback.")
                .replace("'", "''");
        int number = 0;
        try (Statement statement = source.connection().createStatement()) {
            for (SourceTable table : source.tables()) {
                for (String event : List.of("INSERT", "UPDATE", "DELETE")) {
                    statement.execute("CREATE TRIGGER " + PREFIX + "_" + number++ + " BEFORE " + event + " ON "
                            + Identifiers.quote(table.name()) + " BEGIN SELECT RAISE(ABORT, '" + message + "'); END");
                }
            }
        }
    }
}
