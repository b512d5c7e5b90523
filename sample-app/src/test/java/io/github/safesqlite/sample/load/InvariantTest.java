// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.request.UserTables;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class InvariantTest {
    @Test
    void holdsWhereTheDatabaseHasWhatWasAcknowledged() {
        Invariant invariant = new Invariant(10, 10, 10, 10, true);

        assertTrue(invariant.holds());
        assertEquals(0, invariant.lostUpdates());
        assertEquals(0, invariant.unacknowledged());
    }

    @Test
    void anOverwrittenIncrementIsALostUpdate() {
        Invariant invariant = new Invariant(10, 8, 10, 10, true);

        assertFalse(invariant.holds());
        assertEquals(2, invariant.lostUpdates());
    }

    @Test
    void aCommitReportedAsFailedDoesNotHideALostUpdate() {
        Invariant invariant = new Invariant(11, 10, 10, 10, true);

        assertFalse(invariant.holds());
        assertEquals(1, invariant.lostUpdates());
        assertEquals(1, invariant.unacknowledged());
    }

    @Test
    void inAutocommitAnIncrementMayFailAfterItsMessage() {
        Invariant invariant = new Invariant(11, 10, 11, 10, false);

        assertTrue(invariant.holds());
        assertEquals(0, invariant.lostUpdates());
    }

    @Test
    void aMissingMessageBreaksIt() {
        assertFalse(new Invariant(9, 10, 10, 10, true).holds());
    }

    @Test
    void readsTheFile(@TempDir Path folder) throws SQLException {
        Path file = folder.resolve("app.db");
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        UserTables.create(source, 2);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO message (user_id, body) VALUES (1, 'a'), (2, 'b')");
            statement.executeUpdate("UPDATE usage_counter SET n = 1");
        }

        Invariant invariant = Invariant.check(file, Results.answered(List.of(1L, 1L)), true);

        assertEquals(new Invariant(2, 1, 2, 2, true), invariant);
        assertEquals(1, invariant.lostUpdates());
    }
}
