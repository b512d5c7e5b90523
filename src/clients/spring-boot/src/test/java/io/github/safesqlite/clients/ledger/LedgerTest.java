// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.Boot;
import io.github.safesqlite.clients.NoLockErrors;
import io.github.safesqlite.clients.Together;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.ReadOnlySessionException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Declared transactions, by properties alone. */
@ExtendWith(NoLockErrors.class)
class LedgerTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 25;

    @TempDir
    Path folder;

    /** What a test does with the application. */
    private interface Use {
        void of(Ledger ledger, Notes notes, JdbcTemplate jdbc) throws Exception;
    }

    private void inApplication(Boot way, Use use) throws Exception {
        try (ConfigurableApplicationContext application = way.start(
                LedgerApplication.class,
                folder.resolve("ledger.db"),
                "spring.data.jpa.repositories.enabled=false",
                "spring.sql.init.mode=always",
                "spring.sql.init.schema-locations=classpath:ledger.sql")) {
            use.of(
                    application.getBean(Ledger.class),
                    application.getBean(Notes.class),
                    application.getBean(JdbcTemplate.class));
        }
    }

    private static List<String> texts(JdbcTemplate jdbc) {
        return jdbc.queryForList("SELECT text FROM note ORDER BY id", String.class);
    }

    /** Spring knows no codes of SQLite, so the driver's exception is the cause of an uncategorized one. */
    private static void assertConstraint(SQLiteErrorCode code, Executable call) {
        DataAccessException refused = assertThrows(DataAccessException.class, call);
        assertEquals(
                code,
                assertInstanceOf(SQLiteException.class, refused.getCause()).getResultCode());
    }

    @ParameterizedTest
    @EnumSource
    void dataSourceIsWhatThePropertiesSay(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            assertEquals(
                    way == Boot.URL ? HikariDataSource.class : ConcurrencySafeSqliteDataSource.class,
                    jdbc.getDataSource().getClass());
            ledger.open("Ada", 1);
            assertEquals("wal", jdbc.queryForObject("PRAGMA journal_mode", String.class));
            assertConstraint(
                    SQLiteErrorCode.SQLITE_CONSTRAINT_FOREIGNKEY,
                    () -> notes.writeInItsOwnTransaction("nobody", "foreign_keys is on by the URL"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void transfersOfManyThreadsKeepTheTotal(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            for (int i = 0; i < THREADS; i++) {
                ledger.open("account " + i, 1000);
            }
            Together.run(THREADS, worker -> {
                for (int round = 0; round < ROUNDS; round++) {
                    ledger.transfer("account " + worker, "account " + (worker + round + 1) % THREADS, 1);
                    assertEquals(THREADS * 1000, ledger.total());
                }
            });
            assertEquals(THREADS * 1000, ledger.total());
            assertEquals(THREADS * ROUNDS, notes.count(), "a note after each commit");
        });
    }

    @ParameterizedTest
    @EnumSource
    void failedTransferIsRolledBack(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            ledger.open("Ada", 10);
            ledger.open("Bob", 10);
            assertConstraint(SQLiteErrorCode.SQLITE_CONSTRAINT_CHECK, () -> ledger.transfer("Ada", "Bob", 11));
            assertEquals(10, ledger.balance("Ada"));
            assertEquals(0, notes.count());
        });
    }

    @ParameterizedTest
    @EnumSource
    void readOnlyTransactionRefusesToWrite(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            ledger.open("Ada", 10);
            ledger.open("Bob", 10);
            DataAccessException refused =
                    assertThrows(DataAccessException.class, () -> ledger.transferReadOnly("Ada", "Bob", 1));
            assertInstanceOf(ReadOnlySessionException.class, refused.getCause());
            ledger.transfer("Ada", "Bob", 1);
            assertEquals(11, ledger.balance("Bob"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void newTransactionWritesBesideOneThatHasRead(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            ledger.open("Ada", 0);
            Together.run(THREADS, worker -> ledger.noteThenSet("Ada", worker));
            assertEquals(THREADS, notes.count());

            assertConstraint(SQLiteErrorCode.SQLITE_CONSTRAINT_CHECK, () -> ledger.noteThenSet("Ada", -1));
            assertEquals(THREADS + 1, notes.count(), "the note is committed, the rest is rolled back");
        });
    }

    @ParameterizedTest
    @EnumSource
    void newTransactionThatWouldWaitForItsOwnThreadIsRefusedAtOnce(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            ledger.open("Ada", 1);
            long begin = System.nanoTime();
            DataAccessException refused = assertThrows(DataAccessException.class, () -> ledger.setThenNote("Ada", 2));
            assertTrue(System.nanoTime() - begin < 10_000_000_000L, "long before the end of writeTimeout");
            assertInstanceOf(NestedWriteException.class, refused.getCause());
            assertEquals(1, ledger.balance("Ada"));
            assertEquals(0, notes.count());

            ledger.noteThenSet("Ada", 3);
            assertEquals(3, ledger.balance("Ada"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void newReadOnlyTransactionSeesWhatIsCommitted(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            ledger.open("Ada", 1);
            assertEquals(0, ledger.setThenCountCommittedNotes("Ada", 2));
            assertEquals(1, notes.count());
        });
    }

    @ParameterizedTest
    @EnumSource
    void nestedTransactionIsRolledBackAlone(Boot way) throws Exception {
        inApplication(way, (ledger, notes, jdbc) -> {
            ledger.open("Ada", 1);
            ledger.setWithNestedNotes("Ada", 2);
            assertEquals(List.of("kept", "no text"), texts(jdbc));
            assertEquals(2, ledger.balance("Ada"));
        });
    }
}
