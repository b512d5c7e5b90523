// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static io.github.safesqlite.badinput.Mistakes.assertSays;
import static io.github.safesqlite.badinput.Mistakes.openingFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.SafeSqliteDriver;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Wrong options, through each way in. HikariCP tries for a second before it gives up, so it has one case only. */
class BadOptionTest {
    @TempDir
    Path path;

    private String opening(WayIn way, Map<String, String> options) throws Exception {
        Folder folder = Folder.of(path);
        String message = openingFails(way, path.resolve("app.db").toString(), options);
        if (way != WayIn.AROUND_HIKARI) {
            // The pool around which it would be has opened the file already.
            folder.assertUnchanged();
        }
        return message;
    }

    @ParameterizedTest
    @Through.EachWay
    void unknownOptionIsAnsweredWithTheNearestName(WayIn way) throws Exception {
        assertSays(
                opening(way, Map.of("writeTimout", "3s")),
                "unknown option \"writeTimout\"",
                "did you mean \"writeTimeout\"");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void unknownPragmaIsAnsweredWithTheNearestName(WayIn way) throws Exception {
        assertSays(opening(way, Map.of("journal_mod", "WAL")), "journal_mod", "did you mean \"journal_mode\"");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void unitThatDoesNotExistIsNamed(WayIn way) throws Exception {
        assertSays(opening(way, Map.of("writeTimeout", "3fortnights")), "writeTimeout must be", "3fortnights", "ms");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void negativeAndZeroSizesAreOutOfRange(WayIn way) throws Exception {
        assertSays(opening(way, Map.of("maximumPoolSize", "-1")), "maximumPoolSize must be from 1 to 1000, was -1");
        assertSays(opening(way, Map.of("maximumPoolSize", "0")), "maximumPoolSize must be from 1 to 1000, was 0");
        assertSays(opening(way, Map.of("statementCacheSize", "-5")), "statementCacheSize must be from 0", "was -5");
        assertSays(opening(way, Map.of("walSoftLimit", "-1")), "walSoftLimit must be", "-1");
        assertSays(opening(way, Map.of("writeTimeout", "-1s")), "writeTimeout must be", "-1s");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void notANumberIsQuoted(WayIn way) throws Exception {
        assertSays(opening(way, Map.of("maximumPoolSize", "many")), "maximumPoolSize must be", "\"many\"");
        assertSays(opening(way, Map.of("groupCommit", "maybe")), "groupCommit must be", "\"maybe\"");
        assertSays(opening(way, Map.of("beginMode", "EXCLUSIVE")), "beginMode must be", "IMMEDIATE", "DEFERRED");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void allProblemsAreToldAtOnce(WayIn way) throws Exception {
        Map<String, String> options =
                new TreeMap<>(Map.of("maximumPoolSize", "0", "idleTimout", "1s", "journal_mod", "1"));
        assertSays(opening(way, options), "maximumPoolSize", "\"idleTimout\"", "\"journal_mod\"");
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void contradictionNamesBothOptions(WayIn way) throws Exception {
        assertSays(opening(way, Map.of("maximumPoolSize", "2", "minimumIdle", "3")), "minimumIdle", "maximumPoolSize");
    }

    @Test
    void urlOfAnotherDatabaseIsRefused() throws Exception {
        Folder folder = Folder.of(path);
        assertNull(new SafeSqliteDriver().connect("jdbc:postgresql://host/db", new Properties()), "as JDBC asks");
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:postgresql://host/db?password=secret");
            String message = Mistakes.message(SQLNonTransientConnectionException.class, dataSource::getConnection);
            assertSays(message, "jdbc:safesqlite:", "jdbc:sqlite:", "jdbc:postgresql:");
            assertEquals(-1, message.indexOf("secret"));
        }
        folder.assertUnchanged();
    }

    @Test
    void beanWithoutAUrlSaysWhichSetterIsMissing() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            assertSays(Mistakes.message(SQLNonTransientConnectionException.class, dataSource::getConnection), "setUrl");
        }
    }

    @Test
    void beanCanBeCorrectedAfterAMistake() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:safesqlite:" + path.resolve("missing").resolve("app.db"));
            dataSource.setMaximumPoolSize(0);
            assertThrows(SQLException.class, dataSource::getConnection);
            dataSource.setMaximumPoolSize(3);
            assertThrows(SQLException.class, dataSource::getConnection);
            dataSource.setUrl("jdbc:safesqlite:" + path.resolve("app.db"));
            try (Connection connection = dataSource.getConnection()) {
                connection.createStatement().execute("CREATE TABLE t (a)");
            }
            assertEquals(3, dataSource.config().maximumPoolSize());
        }
    }

    @Test
    void settersAfterTheFirstConnectionAreRefused() throws Exception {
        try (var dataSource = new ConcurrencySafeSqliteDataSource()) {
            dataSource.setUrl("jdbc:safesqlite:" + path.resolve("app.db"));
            dataSource.getConnection().close();
            assertSays(
                    assertThrows(IllegalStateException.class, () -> dataSource.setMaximumPoolSize(3))
                            .getMessage(),
                    "before the first connection");
        }
    }
}
