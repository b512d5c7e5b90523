// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.symptoms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Migrations begin with {@code PRAGMA defer_foreign_keys=ON}, which lasts as long as the transaction that it is run in. */
class S49DeferForeignKeysTest {
    @TempDir
    Path folder;

    private Path create() throws SQLException {
        Path file = folder.resolve("app.db");
        Sql.create(file, "WAL");
        try (Connection plain = Sql.plain(file)) {
            Sql.run(plain, "CREATE TABLE parent(id INTEGER PRIMARY KEY)");
            Sql.run(plain, "CREATE TABLE child(p REFERENCES parent(id))");
        }
        return file;
    }

    @ParameterizedTest
    @Through.EachPool
    void holdsUntilTheCommit(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(create(), "foreign_keys=ON");
                Connection connection = database.transaction()) {
            Sql.run(connection, "PRAGMA defer_foreign_keys=ON");
            Sql.run(connection, "INSERT INTO child VALUES(1)");
            Sql.run(connection, "INSERT INTO parent VALUES(1)");
            connection.commit();
            assertEquals(1, Sql.ask(connection, "SELECT count(*) FROM child"));

            assertThrows(
                    SQLException.class, () -> Sql.run(connection, "INSERT INTO child VALUES(2)"), "in the next one");
        }
    }

    @ParameterizedTest
    @Through.EachPool
    void rowsAreReplaced(WayIn wayIn) throws Exception {
        try (OpenDatabase database = wayIn.open(create(), "foreign_keys=ON");
                Connection connection = database.connect()) {
            Sql.run(connection, "INSERT INTO parent VALUES(1)");
            Sql.run(connection, "INSERT INTO child VALUES(1)");
            connection.setAutoCommit(false);
            Sql.run(connection, "PRAGMA defer_foreign_keys=ON");
            Sql.run(connection, "CREATE TABLE saved AS SELECT id FROM parent");
            Sql.run(connection, "DELETE FROM parent");
            Sql.run(connection, "INSERT INTO parent SELECT id FROM saved");
            Sql.run(connection, "DROP TABLE saved");
            connection.commit();
            assertEquals(1, Sql.ask(connection, "SELECT count(*) FROM child JOIN parent ON id = p"));
        }
    }
}
