// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one connection by URL has learned, the others go by. */
@Timeout(60)
class LearnedTogetherTest {
    private static final int KNOWN_AFTER = 3;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    private Connection connect(String options) throws SQLException {
        Connection connection =
                DriverManager.getConnection("jdbc:safesqlite:" + file + "?beginMode=ADAPTIVE" + options);
        connection.setAutoCommit(false);
        return connection;
    }

    private static void read(Connection connection, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            assertEquals(0, Sql.rows(connection));
            connection.commit();
        }
    }

    private boolean readsBesideTheGate(Connection connection) throws SQLException {
        assertEquals(0, Sql.rows(connection));
        boolean free = InvariantExtension.isGateFree(file);
        connection.rollback();
        return free;
    }

    @Test
    void whatAnotherOneHasSeen() throws SQLException {
        try (Connection one = connect("");
                Connection other = connect("")) {
            read(one, KNOWN_AFTER - 1);
            assertFalse(readsBesideTheGate(other), "one too few");
            assertTrue(readsBesideTheGate(other), "that one counts");
            assertTrue(readsBesideTheGate(one));
        }
    }

    @Test
    void notWhatOneHasSeenThatIsSetUpInAnotherWay() throws SQLException {
        try (Connection one = connect("");
                Connection named = connect("&poolName=other");
                Connection trusting = connect("&adaptiveTrustAfter=2")) {
            read(one, KNOWN_AFTER);
            assertTrue(readsBesideTheGate(one));
            assertFalse(readsBesideTheGate(named));
            assertFalse(readsBesideTheGate(trusting));
        }
    }

    @Test
    void notWhenAllOfThemHaveLeftTheFile() throws SQLException {
        try (Connection stays = connect("&poolName=other")) {
            assertFalse(readsBesideTheGate(stays));
            try (Connection one = connect("")) {
                read(one, KNOWN_AFTER);
            }
            try (Connection other = connect("")) {
                assertFalse(readsBesideTheGate(other));
            }
        }
    }
}
