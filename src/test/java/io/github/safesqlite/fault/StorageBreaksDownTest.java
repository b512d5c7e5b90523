// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Waiting.LONG;
import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The disk fails, is full or may not be written any more, for as long as it takes: who writes is told so with SQLite's code,
 * nothing is done by half, nothing is held, others go on, and when the cause is gone the same connections work again.
 */
@Timeout(180)
class StorageBreaksDownTest {
    private static final String INSERT = "INSERT INTO t(unit) VALUES ";
    private static final String COUNT = "SELECT count(*) FROM t";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    /** What SQLite answers, and whether it rolls back by itself then. */
    private enum Cause {
        IOERR(10, false),
        IOERR_WRITE(778, true),
        IOERR_FSYNC(1034, true),
        FULL_IN_A_STATEMENT(13, false),
        FULL(13, true),
        PERM(3, false),
        READONLY(8, false),
        READONLY_CANTLOCK(520, false),
        CANTOPEN(14, false);

        private final int code;
        private final boolean rollsBack;

        Cause(int code, boolean rollsBack) {
            this.code = code;
            this.rollsBack = rollsBack;
        }
    }

    /** Which statements meet the cause. */
    private enum Place {
        BEGIN("BEGIN IMMEDIATE"),
        STATEMENT("INSERT"),
        COMMIT("COMMIT");

        private final String words;

        Place(String words) {
            this.words = words;
        }
    }

    private final FaultyDriver driver = new FaultyDriver(FaultyDriver.Fault.BUSY);
    private ConcurrencySafeSqliteDataSource source;

    @BeforeEach
    void open() throws SQLException {
        source = invariants.open(driver.config(directory.resolve("app.db"))
                .slowWriteThresholdOff()
                .writeTimeout(LONG));
        Sql.run(source, "CREATE TABLE t(id INTEGER PRIMARY KEY, unit)");
        Sql.run(source, INSERT + "(1)");
    }

    static List<Arguments> causesAndPlaces() {
        List<Arguments> all = new ArrayList<>();
        for (Cause cause : Cause.values()) {
            for (Place place : Place.values()) {
                all.add(Arguments.of(cause, place));
            }
        }
        return all;
    }

    private void breakDown(Cause cause, Place place) {
        driver.breakDown(place.words, cause.code, cause.rollsBack);
    }

    private static void assertTold(Cause cause, SQLException failure) {
        assertEquals(cause.code & 0xff, failure.getErrorCode(), failure::toString);
        assertTrue(failure.getMessage() != null && !failure.getMessage().isBlank());
        if ((cause.code & 0xff) == 10 || cause.code == 13) {
            // The other codes have other causes too, which are looked for on the file: here there is none.
            SQLException typed = failure instanceof BatchUpdateException ? (SQLException) failure.getCause() : failure;
            assertInstanceOf(StorageException.class, typed);
        }
    }

    private void assertStored(long rows) throws SQLException {
        assertTrue(InvariantExtension.isGateFree(directory.resolve("app.db")));
        assertEquals(rows, Sql.ask(source, COUNT));
    }

    @ParameterizedTest
    @MethodSource("causesAndPlaces")
    void transactionIsUndoneAsAWhole(Cause cause, Place place) throws Exception {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            if (place != Place.BEGIN) {
                Sql.run(connection, "UPDATE t SET unit = 2");
            }
            breakDown(cause, place);
            SQLException failure = assertThrows(SQLException.class, () -> {
                Sql.run(connection, INSERT + "(2), (2)");
                connection.commit();
            });
            assertTold(cause, failure);
            connection.rollback();
            assertStored(1);
            assertEquals(1, Sql.ask(source, "SELECT unit FROM t"));

            driver.mend();
            Sql.run(connection, INSERT + "(3)");
            connection.commit();
        }
        assertStored(2);
    }

    @ParameterizedTest
    @MethodSource("causesAndPlaces")
    void autocommitStatementAndBatchAreUndone(Cause cause, Place place) throws Exception {
        try (Connection connection = source.getConnection();
                Statement batch = connection.createStatement()) {
            breakDown(cause, place);
            batch.addBatch(INSERT + "(2)");
            batch.addBatch(INSERT + "(2)");
            assertTold(cause, assertThrows(SQLException.class, batch::executeBatch));
            assertStored(1);
            if (place == Place.STATEMENT) {
                assertTold(cause, assertThrows(SQLException.class, () -> Sql.run(connection, INSERT + "(2)")));
                assertTold(
                        cause,
                        assertThrows(SQLException.class, () -> Sql.ask(connection, INSERT + "(2) RETURNING id")));
                assertStored(1);
            }
            driver.mend();
            Sql.run(connection, INSERT + "(3)");
        }
        assertStored(2);
    }

    @Test
    void nobodyIsToldThatItWroteInATransactionThatCannotBeEnded() throws Exception {
        List<Actor> actors = new ArrayList<>();
        List<Actor.Started<Integer>> inserts = new ArrayList<>();
        try (Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "UPDATE t SET unit = 9");
            for (int i = 0; i < 3; i++) {
                int writer = i;
                Actor actor = new Actor("writer-" + i);
                actors.add(actor);
                inserts.add(actor.starts("insert", () -> writer == 1 ? badBatch() : Sql.run(source, INSERT + "(2)")));
                untilWaiting(source, i + 1);
            }
            driver.breakDown("ROLLBACK", Cause.IOERR.code, false);
            holder.commit();
            assertThrows(SQLException.class, inserts.get(1)::result);
            int told = 0;
            for (Actor.Started<Integer> insert : List.of(inserts.get(0), inserts.get(2))) {
                try {
                    told += insert.result();
                } catch (SQLException notMade) {
                    // Nobody can tell it more.
                }
            }
            driver.mend();
            assertStored(1 + told);
        }
        for (Actor actor : actors) {
            actor.close();
        }
    }

    private int badBatch() throws SQLException {
        try (Connection connection = source.getConnection();
                Statement batch = connection.createStatement()) {
            batch.addBatch(INSERT + "(2)");
            batch.addBatch("INSERT INTO t(id) VALUES (1)");
            return batch.executeBatch().length;
        }
    }

    @ParameterizedTest
    @MethodSource("causesAndPlaces")
    void eachOfASharedTransactionIsToldWhatBecameOfIt(Cause cause, Place place) throws Exception {
        int told = 0;
        List<Actor> actors = new ArrayList<>();
        List<Actor.Started<Integer>> inserts = new ArrayList<>();
        try (Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "UPDATE t SET unit = 9");
            for (int i = 0; i < 3; i++) {
                Actor actor = new Actor("writer-" + i);
                actors.add(actor);
                inserts.add(actor.starts("insert", () -> Sql.run(source, INSERT + "(2)")));
                untilWaiting(source, i + 1);
            }
            breakDown(cause, place);
            holder.rollback();
            for (Actor.Started<Integer> insert : inserts) {
                try {
                    told += insert.result();
                } catch (SQLException failure) {
                    assertTold(cause, failure);
                }
            }
        }
        for (Actor actor : actors) {
            actor.close();
        }
        assertStored(1 + told);
        driver.mend();
        assertEquals(1, Sql.run(source, INSERT + "(3)"));
        assertStored(2 + told);
    }
}
