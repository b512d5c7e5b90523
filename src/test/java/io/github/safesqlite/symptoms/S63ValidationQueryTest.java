// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pool validates its connections with {@code SELECT 1} in manual commit mode: that reads no file and waits for nobody. */
@Timeout(60)
class S63ValidationQueryTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws SQLException {
        file = folder.resolve("app.db");
        Sql.create(file, "WAL");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"SELECT 1", "select sqlite_version() /* alive? */", "VALUES (1)", "SELECT last_insert_rowid()"})
    void besideALongWriter(String query) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
                Connection writer = database.transaction();
                Connection validated = database.transaction()) {
            Sql.run(writer, "INSERT INTO t VALUES(1)");
            Workers.elsewhere(() -> Sql.ask(validated, query));
            writer.commit();
            assertEquals(1, Sql.rows(validated), "what follows reads the newest state");
            validated.commit();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT count(*) FROM t", "SELECT 1 IN t", "SELECT (SELECT n FROM t)"})
    void whatReadsBeginsTheTransaction(String query) throws Exception {
        try (OpenDatabase database = WayIn.OWN_POOL.open(file, "writeTimeout=100ms");
                Connection writer = database.transaction();
                Connection reader = database.transaction()) {
            Sql.run(writer, "INSERT INTO t VALUES(1)");
            Workers.elsewhere(() -> assertThrows(WriteGateTimeoutException.class, () -> Sql.ask(reader, query)));
            writer.commit();
        }
    }
}
