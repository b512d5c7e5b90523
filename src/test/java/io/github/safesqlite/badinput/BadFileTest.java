// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.badinput;

import static io.github.safesqlite.badinput.Mistakes.assertSays;
import static io.github.safesqlite.badinput.Mistakes.openingFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that can not be opened, through each way in that opens them itself. A pool that is wrapped opens the file on its
 * own, so there the mistake is that pool's; HikariCP over the URL tries for a second before it gives up, so it has one case.
 */
class BadFileTest {
    @TempDir
    Path path;

    private String opening(WayIn way, Path file) throws Exception {
        Folder folder = Folder.of(path);
        String message = openingFails(way, file.toString(), Map.of());
        folder.assertUnchanged();
        return message;
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL", "URL_IN_HIKARI"})
    void directoryIsNoFile(WayIn way) throws Exception {
        assertSays(opening(way, path), path.toString(), "is a directory", "name a file in it");
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL"})
    void missingFolderIsNotCreated(WayIn way) throws Exception {
        Path file = path.resolve("missing").resolve("app.db");
        assertSays(
                opening(way, file), file.toString(), path.resolve("missing").toString(), "does not exist", "create it");
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL"})
    void fileInPlaceOfTheFolderIsNamed(WayIn way) throws Exception {
        Path inTheWay = Files.writeString(path.resolve("file"), "x");
        assertSays(opening(way, inTheWay.resolve("app.db")), inTheWay.toString(), "not a directory");
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL"})
    void folderThatCanNotBeWrittenIsNamed(WayIn way) throws Exception {
        Path folder = Files.createDirectory(path.resolve("locked"));
        folder.toFile().setWritable(false);
        try {
            assumeFalse(Files.isWritable(folder), "this user may write everywhere");
            assertSays(opening(way, folder.resolve("app.db")), folder.toString(), "not writable", "make it writable");
        } finally {
            folder.toFile().setWritable(true);
        }
    }

    @ParameterizedTest
    @Through.EachWay
    void fileOnAReadOnlyFilesystemIsReadWithoutAStrayFile(WayIn way) throws Exception {
        Path file = databaseWithOneTable();
        Folder folder = Folder.of(path);
        // immutable=1 is how SQLite is told of a read-only medium.
        try (OpenDatabase database = way.open("file:" + file + "?immutable=1");
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT * FROM t").close();
            assertEquals(
                    8,
                    assertThrows(SQLException.class, () -> statement.executeUpdate("INSERT INTO t VALUES (1)"))
                            .getErrorCode());
        }
        folder.assertUnchanged();
    }

    private Path databaseWithOneTable() throws Exception {
        Path file = path.resolve("app.db");
        try (OpenDatabase database = WayIn.OWN_POOL.open(file.toString(), Map.of("journal_mode", "DELETE"));
                Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE t (a)");
        }
        return file;
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL"})
    void textFileIsNotADatabase(WayIn way) throws Exception {
        byte[] text = "This is a letter, not a database. ".repeat(200).getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(path.resolve("letter.txt"), text);
        assertSays(opening(way, file), file.toString(), "not a SQLite database", "Name another file");
        assertArrayEquals(text, Files.readAllBytes(file), "it is left as it was");
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL"})
    void damagedHeaderIsNotADatabase(WayIn way) throws Exception {
        Path file = databaseWithOneTable();
        byte[] bytes = Files.readAllBytes(file);
        bytes[3] ^= 0x55;
        Files.write(file, bytes);
        assertSays(opening(way, file), file.toString(), "not a SQLite database");
        assertArrayEquals(bytes, Files.readAllBytes(file), "it is left as it was");
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "BEAN_SETTERS", "URL"})
    void openFailureNamesItsFile(WayIn way) throws Exception {
        Path file = Files.writeString(path.resolve("letter.txt"), "This is a letter, not a database. ".repeat(200));
        OpenFailedException failure = assertThrows(OpenFailedException.class, () -> {
            try (OpenDatabase database = way.open(file.toString());
                    Connection connection = database.connect()) {
                connection.createStatement();
            }
        });
        assertEquals(file.toString(), failure.file());
        assertEquals("08001", failure.getSQLState());
        assertEquals(26, failure.getErrorCode());
    }
}
