// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.powercut.Cuts.Promise;
import io.github.safesqlite.powercut.Entry.Target;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** What a {@link BackingUpWriter} has acknowledged: a backup, which is there as a whole, whatever the database may lose. */
final class BackedUpContent implements Acknowledged {
    private long backedUp;

    @Override
    public void add(String line) {
        backedUp = Long.parseLong(line);
    }

    @Override
    public void check(Path database, Promise promise, String when) throws SQLException {
        long statements = statements(database, when);
        assertTrue(promise == Promise.CONSISTENT || statements >= backedUp, () -> when + ": the database lost rows");
        Path backup = Target.BACKUP.in(database.resolveSibling(""));
        if (Files.exists(backup)) {
            long there = statements(backup, when);
            assertTrue(there >= backedUp, () -> when + ": an older backup");
            assertTrue(there <= backedUp + 1, () -> when + ": a newer backup");
        } else {
            assertEquals(0, backedUp, () -> when + ": the backup is lost");
        }
    }

    /** How many statements have added rows, all of each. */
    private static long statements(Path file, String when) throws SQLException {
        try (Connection connection = Sql.patient(file)) {
            assertEquals("ok", Sql.text(connection, "PRAGMA integrity_check"), when);
            if (Sql.ask(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
                return 0;
            }
            long statements = Sql.ask(connection, "SELECT coalesce(max(number), 0) FROM entry");
            assertEquals(statements * BackingUpWriter.ROWS, Sql.ask(connection, "SELECT count(*) FROM entry"), when);
            return statements;
        }
    }
}
