// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.quarkus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.Together;
import io.github.safesqlite.error.NestedWriteException;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application of Quarkus with Agroal over our URL, and our DataSource beside it on the same file. */
@QuarkusTest
@TestProfile(CountersTest.NewFile.class)
class CountersTest {
    private static final int THREADS = 50;
    private static final int ROUNDS = 10;

    @Inject
    DataSource agroal;

    @Inject
    ConcurrencySafeSqliteDataSource own;

    @Inject
    Counters counters;

    @Inject
    Notes notes;

    /** A database that no other run has used. */
    public static class NewFile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                return Map.of(
                        "database.file",
                        Files.createTempDirectory("quarkus").resolve("app.db").toString());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @BeforeEach
    void createTables() throws SQLException {
        try (Connection connection = own.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS counter");
            statement.execute("DROP TABLE IF EXISTS note");
        }
        counters.create();
    }

    @Test
    void transactionsOfManyThreadsCountTogether() throws Exception {
        Together.run(THREADS, worker -> {
            for (int round = 0; round < ROUNDS; round++) {
                counters.increment();
            }
        });
        assertEquals(THREADS * ROUNDS, counters.value());
        assertFalse(agroal.isWrapperFor(ConcurrencySafeSqliteDataSource.class));
    }

    @Test
    void ownDataSourceTakesTurnsWithAgroal() throws Exception {
        Together.run(THREADS, worker -> {
            for (int round = 0; round < ROUNDS; round++) {
                if (worker % 2 == 0) {
                    counters.increment();
                } else {
                    incrementWithoutQuarkus();
                }
            }
        });
        assertEquals(THREADS * ROUNDS, counters.value());
    }

    private void incrementWithoutQuarkus() throws SQLException {
        try (Connection connection = own.getConnection()) {
            connection.setAutoCommit(false);
            Counters.set(connection, Counters.value(connection) + 1);
            connection.commit();
        }
    }

    @Test
    void transactionThatFailsRollsBackWhatAgroalWroteOnly() throws Exception {
        assertThrows(IllegalStateException.class, counters::incrementNoteAndFail);
        assertEquals(0, counters.value());
        assertEquals(1, notes.count());
    }

    @Test
    void transactionThatHasWrittenCannotWaitForAnother() throws Exception {
        Exception refused = assertThrows(Exception.class, counters::incrementAndNote);
        assertTrue(refused instanceof NestedWriteException, () -> "was " + refused);
        assertEquals(0, notes.count());
    }
}
