// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * {@code last_insert_rowid()}, {@code changes()} and {@code total_changes()} are the connection's own to SQLite, also where a
 * view, a trigger or a default asks for them.
 */
@Timeout(120)
class S57CountersAnswerForTheSessionTest {
    private static final int THREADS = 6;
    private static final int ROUNDS = 40;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "CREATE TABLE item(id INTEGER PRIMARY KEY, n)");
            Sql.run(
                    plain,
                    "CREATE VIEW counters AS SELECT last_insert_rowid() AS id, changes() AS n, total_changes() AS total");
            Sql.run(plain, "CREATE TABLE link(item DEFAULT (last_insert_rowid()), wanted)");
            Sql.run(plain, "CREATE VIEW entry AS SELECT wanted FROM link");
            Sql.run(
                    plain,
                    "CREATE TRIGGER enter INSTEAD OF INSERT ON entry"
                            + " BEGIN INSERT INTO link VALUES(last_insert_rowid(), new.wanted); END");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void besideOtherInserters(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file, "maximumPoolSize=3")) {
            Workers.run(THREADS, worker -> {
                try (Connection connection = database.connect()) {
                    // A pool around the URL gives the connection of a worker that has ended to the next one.
                    long before = Sql.ask(connection, "SELECT total_changes()");
                    for (int round = 0; round < ROUNDS; round++) {
                        long id = worker * 100_000L + round + 1;
                        insert(connection, id, worker + 1);
                        assertEquals(id, Sql.ask(connection, "SELECT id FROM counters"));
                        insert(connection, id + 50_000, worker + 1);
                        Sql.run(connection, "INSERT INTO link(wanted) VALUES(" + (id + 50_000) + ")");
                        insert(connection, id + 60_000, 1);
                        Sql.run(connection, "INSERT INTO entry(wanted) VALUES(" + (id + 60_000) + ")");
                        Sql.run(connection, "UPDATE item SET n = n WHERE id IN (" + id + ", " + (id + 50_000) + ")");
                        assertEquals(2, Sql.ask(connection, "SELECT n FROM counters"));
                        assertEquals(before + 7L * (round + 1), Sql.ask(connection, "SELECT total FROM counters"));
                        assertEquals(before + 7L * (round + 1), Sql.ask(connection, "SELECT total_changes()"));
                    }
                }
            });
            assertEquals(0, database.ask("SELECT count(*) FROM link WHERE item <> wanted"));
            assertEquals(2 * THREADS * ROUNDS, database.ask("SELECT count(*) FROM link"));
        }
    }

    private static void insert(Connection connection, long id, int n) throws SQLException {
        Sql.run(connection, "INSERT INTO item VALUES(" + id + ", " + n + ")");
    }

    /**
     * The write was on another connection than the rows, so the answer needs a function, which SQLite looks up when it prepares a
     * statement.
     */
    @ParameterizedTest
    @Through.EachWay
    void statementPreparedBesideOpenRows(WayIn wayIn) throws Exception {
        for (String journalMode : List.of("WAL", "DELETE")) {
            Path other = folder.resolve(journalMode + ".db");
            Sql.create(other, journalMode);
            try (OpenDatabase database =
                            wayIn.open(other, "minimumIdle=0", "connectionTimeout=100ms", "writeTimeout=5ms");
                    Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                Sql.run(connection, "INSERT INTO t VALUES (1), (2), (3)");
                try (ResultSet rows = statement.executeQuery("SELECT n FROM t WHERE n >= 0 ORDER BY rowid");
                        PreparedStatement total = connection.prepareStatement("SELECT total_changes()");
                        ResultSet answer = total.executeQuery()) {
                    assertTrue(answer.next());
                    assertEquals(3, answer.getLong(1), journalMode);
                    assertTrue(rows.next());
                    assertEquals(3, Sql.ask(connection, "SELECT changes()"), journalMode);
                    assertEquals(3, Sql.ask(connection, "SELECT last_insert_rowid()"), journalMode);
                    assertTrue(rows.next());
                    assertEquals(2, rows.getInt(1), journalMode);
                }
            }
        }
    }

    /** A connection that was asked for them is not kept from others. */
    @Test
    void askingCostsNoConnection() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "maximumPoolSize=2", "connectionTimeout=250ms")) {
            List<Connection> open = new ArrayList<>();
            try {
                for (int i = 1; i <= 10; i++) {
                    Connection connection = database.connect();
                    open.add(connection);
                    insert(connection, i, 0);
                    assertEquals(i, Sql.ask(connection, "SELECT last_insert_rowid()"));
                    assertEquals(1, Sql.ask(connection, "SELECT total_changes()"));
                }
                for (int i = 1; i <= 10; i++) {
                    assertEquals(i, Sql.ask(open.get(i - 1), "SELECT last_insert_rowid()"));
                }
                ConcurrencySafeSqliteDataSource dataSource = (ConcurrencySafeSqliteDataSource) database.dataSource();
                assertEquals(0, dataSource.statistics().active());
            } finally {
                for (Connection connection : open) {
                    connection.close();
                }
            }
        }
    }

    /** Another process has changed the schema: the next new text makes that known. */
    @Test
    void aViewOfAnotherProcess() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file);
                Connection connection = database.connect();
                Connection foreign = Sql.plain(file)) {
            insert(connection, 5, 0);
            Sql.run(foreign, "CREATE VIEW later AS SELECT last_insert_rowid() AS id");
            Sql.run(foreign, "INSERT INTO item VALUES(77, 0)");
            database.run("INSERT INTO item VALUES(78, 0)");
            assertEquals(5, Sql.ask(connection, "SELECT id FROM later"));
        }
    }
}
