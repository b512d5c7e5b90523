// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Symptom 28: a worker takes its job by DELETE ... RETURNING in auto-commit mode. If the row is deleted and the caller gets an
 * exception, the job is lost.
 */
class S28JobQueueKeepsItsJobTest {
    private static final String JOBS = "CREATE TABLE job(id INTEGER PRIMARY KEY, body BLOB NOT NULL, note TEXT)";
    private static final String TAKE = "DELETE FROM job WHERE id = (SELECT min(id) FROM job) RETURNING id, body, note";

    @TempDir
    Path folder;

    @ParameterizedTest
    @Through.EachPool
    void largeJobsArrive(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(folder.resolve("app.db"));
                Connection connection = database.connect()) {
            Sql.run(connection, JOBS);
            for (int size : new int[] {501_000, 20_000_000, 0}) {
                byte[] body = new byte[size];
                new Random(size).nextBytes(body);
                String note = "n".repeat(size / 10) + "é";
                store(connection, body, note);

                try (Statement statement = connection.createStatement();
                        ResultSet job = statement.executeQuery(TAKE)) {
                    assertTrue(job.next());
                    assertArrayEquals(body, job.getBytes("body"));
                    assertEquals(note, job.getString("note"));
                    assertFalse(job.next());
                }
                assertEquals(0, database.ask("SELECT count(*) FROM job"));
            }
        }
    }

    private static void store(Connection connection, byte[] body, String note) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO job(body, note) VALUES(?, ?)")) {
            insert.setBytes(1, body);
            insert.setString(2, note);
            assertEquals(1, insert.executeUpdate());
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void manyJobsArrive(WayIn wayIn) throws Exception {
        int count = 40_000;
        try (OpenDatabase database = wayIn.open(folder.resolve("app.db"));
                Connection connection = database.connect()) {
            Sql.run(connection, JOBS);
            Sql.run(
                    connection,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count
                            + ") INSERT INTO job SELECT i, zeroblob(10), 'note ' || i FROM n");

            try (Statement statement = connection.createStatement();
                    ResultSet jobs = statement.executeQuery("DELETE FROM job RETURNING *")) {
                long sum = 0;
                while (jobs.next()) {
                    assertEquals("note " + jobs.getInt(1), jobs.getString(3));
                    sum += jobs.getInt("id");
                }
                assertEquals((long) count * (count + 1) / 2, sum);
            }
            assertEquals(0, database.ask("SELECT count(*) FROM job"));
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void keysOfALargeBatchArrive(WayIn wayIn) throws Exception {
        int count = 100_000;
        try (OpenDatabase database = wayIn.open(folder.resolve("app.db"));
                Connection connection = database.connect()) {
            Sql.run(connection, JOBS);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO job(body) VALUES(zeroblob(1))", Statement.RETURN_GENERATED_KEYS)) {
                for (int i = 0; i < count; i++) {
                    insert.addBatch();
                }
                assertEquals(count, insert.executeBatch().length);

                try (ResultSet keys = insert.getGeneratedKeys()) {
                    for (int i = 1; i <= count; i++) {
                        assertTrue(keys.next());
                        assertEquals(i, keys.getLong(1));
                    }
                    assertFalse(keys.next());
                }
            }
            assertEquals(count, database.ask("SELECT count(*) FROM job"));
        }
    }
}
