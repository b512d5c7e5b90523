// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.internal.driver.InstalledSqlite;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Of an init SQL with several PRAGMAs the driver runs the first and forgets the others without a word
 * (CrossPaste/crosspaste-desktop#4799, AsyncTI4/TI4_map_generator_bot#5424).
 */
class S10EveryPragmaIsReadBackTest {
    private static final String TWO_PRAGMAS = "PRAGMA cache_size=-1234; PRAGMA foreign_keys=ON";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @Test
    void plainDriverRunsTheFirstPragmaOnly() throws SQLException {
        assertEquals(0, foreignKeysAfterInitSql("jdbc:sqlite:" + file));
    }

    @Test
    void initSqlOfAPoolRunsToItsEnd() throws SQLException {
        assertEquals(1, foreignKeysAfterInitSql("jdbc:safesqlite:" + file));
    }

    private static long foreignKeysAfterInitSql(String url) throws SQLException {
        try (HikariDataSource pool = WayIn.hikari(url)) {
            pool.setConnectionInitSql(TWO_PRAGMAS);
            try (Connection connection = pool.getConnection()) {
                assertEquals(-1234, Sql.ask(connection, "PRAGMA cache_size"));
                return Sql.ask(connection, "PRAGMA foreign_keys");
            }
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void eachPhysicalConnectionHasAllOfThem(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(
                file,
                "foreign_keys=on",
                "synchronous=extra",
                "cache_size=-1234",
                "temp_store=file",
                "journal_size_limit=1MiB",
                "wal_autocheckpoint=77",
                "recursive_triggers=on")) {
            List<Connection> all = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    Connection connection = database.connect();
                    all.add(connection);
                    // An open read transaction keeps its physical connection.
                    connection.setReadOnly(true);
                    connection.setAutoCommit(false);
                    Sql.rows(connection);
                    // Where the library runs these checkpoints itself, SQLite is told to run none.
                    long automatic = InstalledSqlite.mayLoseCommits() ? 0 : 77;
                    assertEquals(List.of(1L, 3L, -1234L, 1L, 1L << 20, automatic, 1L), pragmas(connection));
                }
            } finally {
                for (Connection connection : all) {
                    connection.close();
                }
            }
        }
    }

    private static List<Long> pragmas(Connection connection) throws SQLException {
        List<Long> values = new ArrayList<>();
        for (String name : List.of(
                "foreign_keys",
                "synchronous",
                "cache_size",
                "temp_store",
                "journal_size_limit",
                "wal_autocheckpoint",
                "recursive_triggers")) {
            values.add(Sql.ask(connection, "PRAGMA " + name));
        }
        return values;
    }

    @ParameterizedTest
    @Through.EachPool
    void onlyNamesAPragmaThatDidNotTakeEffect(WayIn wayIn) throws Exception {
        // The pages of a file that exists keep their size.
        Throwable failure = assertThrows(Exception.class, () -> {
            try (OpenDatabase database = wayIn.open(file, "page_size=8192")) {
                database.rows();
            }
        });

        List<String> messages = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .map(Throwable::getMessage)
                .toList();
        assertTrue(
                messages.stream()
                        .anyMatch(text -> text.contains("PRAGMA page_size was set to 8192 but reads back as 4096")),
                messages::toString);
    }

    @Test
    void mismatchCanBeLeftAtAWarning() throws Exception {
        try (CapturedLog log = new CapturedLog();
                OpenDatabase database = WayIn.OWN_POOL.open(file, "page_size=8192", "pragmaMismatch=warn")) {
            assertEquals(0, database.rows());
            assertTrue(log.text().contains("WARN"), log.text());
            assertTrue(log.text().contains("page_size was set to 8192 but reads back as 4096"), log.text());
        }
    }
}
