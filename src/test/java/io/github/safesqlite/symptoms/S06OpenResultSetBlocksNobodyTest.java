// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * The usual advice for SQLite, a pool of one connection, makes everybody wait for a stream that is being read, up to
 * "Connection is not available, request timed out" (CasperLabs/CasperLabs#1337, AsamK/signal-cli#1670).
 */
class S06OpenResultSetBlocksNobodyTest {
    private static final int OTHERS = 20;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "INSERT INTO t VALUES (1), (2), (3)");
        }
    }

    @Test
    void poolOfOneIsBlocked() throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl("jdbc:sqlite:" + file);
            pool.setMaximumPoolSize(1);
            pool.setConnectionTimeout(250);
            try (Connection reader = pool.getConnection();
                    Statement reading = reader.createStatement();
                    ResultSet stream = reading.executeQuery("SELECT n FROM t")) {
                stream.next();
                assertThrows(SQLTransientConnectionException.class, pool::getConnection);
            }
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void othersReadAndWriteBesideAStream(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(file);
                Connection reader = database.connect();
                Statement reading = reader.createStatement();
                ResultSet stream = reading.executeQuery("SELECT n FROM t ORDER BY n")) {
            assertTrue(stream.next());

            Workers.together(OTHERS, worker -> {
                assertTrue(database.rows() >= 3);
                return database.run("INSERT INTO t VALUES (4)");
            });

            assertEquals(3 + OTHERS, database.rows());
            assertTrue(stream.next());
            assertTrue(stream.next());
            assertEquals(3, stream.getInt(1));
            assertTrue(!stream.next(), "the stream does not see the new rows");
        }
    }

    /** The sum of both worlds: one connection for streams, and writers need none of it. */
    @Test
    void writersDoNotNeedTheOnlyConnectionOfTheOwnPool() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "maximumPoolSize=1");
                Connection reader = database.connect();
                Statement reading = reader.createStatement();
                ResultSet stream = reading.executeQuery("SELECT n FROM t")) {
            stream.next();
            Workers.together(OTHERS, worker -> database.run("INSERT INTO t VALUES (4)"));
            stream.close();

            assertEquals(3 + OTHERS, database.rows());
        }
    }

    @Test
    void theThreadOfTheStreamWritesTooInTheOwnPool() throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "maximumPoolSize=1");
                Connection connection = database.connect();
                Statement reading = connection.createStatement();
                ResultSet stream = reading.executeQuery("SELECT n FROM t ORDER BY n")) {
            while (stream.next()) {
                assertEquals(1, Sql.run(connection, "UPDATE t SET n = n + 10 WHERE n = " + stream.getInt(1)));
            }
            assertEquals(36, database.ask("SELECT sum(n) FROM t"));
        }
    }
}
