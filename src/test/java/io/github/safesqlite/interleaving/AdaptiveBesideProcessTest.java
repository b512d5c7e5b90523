// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static io.github.safesqlite.interleaving.AdaptiveDatabase.read;
import static io.github.safesqlite.interleaving.AdaptiveDatabase.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.OtherProcess;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The gate keeps no other process out, so what is not known to read takes SQLite's lock where there is one. */
@Timeout(180)
class AdaptiveBesideProcessTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path folder;

    private Path file;
    private AdaptiveDatabase database;

    @BeforeEach
    void open() throws SQLException {
        file = folder.resolve("app.db");
        database = new AdaptiveDatabase(invariants, file);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsUnknownTakesTheLock() throws Exception {
        try (OtherProcess other = new OtherProcess(file)) {
            other.run(read(1));
            try (Connection connection = database.transaction();
                    Connection plain = Sql.plain(file)) {
                Sql.ask(connection, read(1));
                SQLException busy = assertThrows(SQLException.class, () -> Sql.run(plain, write(1)));
                assertEquals(Sql.BUSY, busy.getErrorCode() & 0xff);
                Sql.run(connection, write(1));
                connection.commit();
            }
        }
        assertEquals(1, database.value(1));
    }

    @Test
    void whatIsKnownToReadDoesNot() throws Exception {
        database.known(read(1));
        try (OtherProcess other = new OtherProcess(file);
                Connection connection = database.transaction()) {
            other.run(read(1));
            assertEquals(0, Sql.ask(connection, read(1)));
            other.run(write(1));
            assertEquals(0, Sql.ask(connection, read(1)));
        }
    }
}
