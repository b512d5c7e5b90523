// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.file.FileLocks.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists as the system writes them, and the system itself with SQLite's real locks. */
@EnabledOnOs(OS.LINUX)
class FileLocksTest {
    private static final long SELF = ProcessHandle.current().pid();
    private static final long STRANGER = 1;
    private static final long RESERVED = 1073741825;

    @TempDir
    Path folder;

    private Path database;

    @BeforeEach
    void create() throws Exception {
        database = folder.resolve("app.db");
        run("CREATE TABLE t(a)");
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + database);
    }

    private static String line(Path file, String kind, long pid, long first, long last) throws IOException {
        long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
        long inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
        return "7: %s %d %02x:%02x:%d %d %d"
                .formatted(kind, pid, device >> 8 & 0xfff, device & 0xff | device >> 12 & 0xfff00, inode, first, last);
    }

    private FileLocks listing(String... lines) throws IOException {
        return new FileLocks(Files.write(folder.resolve("locks"), List.of(lines)));
    }

    private static Optional<Long> pid(Optional<Owner> owner) {
        return owner.map(Owner::pid);
    }

    @ParameterizedTest
    @CsvSource({
        "POSIX  ADVISORY  WRITE, 1073741824, 1073741824, true",
        "POSIX  ADVISORY  WRITE, 1073741825, 1073741825, true",
        "POSIX  ADVISORY  WRITE, 1073741826, 1073742335, true",
        "POSIX  ADVISORY  READ, 1073741826, 1073742335, true",
        "POSIX  ADVISORY  READ, 1073741824, 1073741824, false",
        "POSIX  ADVISORY  WRITE, 0, 100, false",
        "OFDLCK ADVISORY  WRITE, 1073741825, 1073741825, false",
        "-> POSIX  ADVISORY  WRITE, 1073741825, 1073741825, false"
    })
    void locksOnTheFile(String kind, long first, long last, boolean inTheWay) throws Exception {
        FileLocks locks = listing("a line of another kind", line(database, kind, STRANGER, first, last));
        assertEquals(inTheWay ? Optional.of(STRANGER) : Optional.empty(), pid(locks.inTheWayOfWriter(database, false)));
    }

    @Test
    void lockOnAnotherFileIsNotInTheWay() throws Exception {
        Path other = Files.createFile(folder.resolve("other.db"));
        FileLocks locks = listing(line(other, "POSIX  ADVISORY  WRITE", STRANGER, RESERVED, RESERVED));
        assertEquals(Optional.empty(), locks.inTheWayOfWriter(database, false));
    }

    @Test
    void anotherProcessIsNamedFirstAndOwnLocksOnlyWhereTheyProveSomething() throws Exception {
        String own = line(database, "POSIX  ADVISORY  WRITE", SELF, RESERVED, RESERVED);
        String strange = line(database, "POSIX  ADVISORY  READ", STRANGER, RESERVED + 1, RESERVED + 1);
        assertEquals(Optional.of(STRANGER), pid(listing(own, strange).inTheWayOfWriter(database, false)));
        assertEquals(Optional.of(SELF), pid(listing(own).inTheWayOfWriter(database, false)));
        assertEquals(Optional.empty(), pid(listing(own).inTheWayOfWriter(database, true)));
    }

    @Test
    void whatIsOpenInThisProcessOnlyIsNotOpenElsewhere() throws Exception {
        String own = line(database, "POSIX  ADVISORY  READ", SELF, RESERVED + 1, RESERVED + 1);
        String strange = line(database, "POSIX  ADVISORY  READ", STRANGER, RESERVED + 1, RESERVED + 1);
        assertFalse(listing(own).isOpenElsewhere(database));
        assertTrue(listing(own, strange).isOpenElsewhere(database));
        Path index = Files.createFile(folder.resolve("app.db-shm"));
        assertTrue(listing(line(index, "POSIX  ADVISORY  READ", STRANGER, 128, 128))
                .isOpenElsewhere(database));
        assertFalse(new FileLocks(folder.resolve("none")).isOpenElsewhere(database));
    }

    @Test
    void ownerHasAName() throws Exception {
        Owner own = new Owner(SELF, Optional.of("java"));
        assertTrue(own.isThisProcess());
        assertEquals("this process (" + SELF + ")", own.name());
        assertEquals("another process (1, /sbin/init)", new Owner(STRANGER, Optional.of("/sbin/init")).name());
        assertEquals("another process (1)", new Owner(STRANGER, Optional.empty()).name());
    }

    @Test
    void withoutAListNothingIsKnown() {
        FileLocks locks = new FileLocks(folder.resolve("none"));
        assertEquals(Optional.empty(), locks.inTheWayOfWriter(database, false));
        assertEquals(Optional.empty(), FileLocks.ofSystem().inTheWayOfWriter(folder.resolve("none.db"), false));
    }

    @ParameterizedTest
    @CsvSource({"DELETE", "WAL"})
    void theSystemNamesTheProcessOfARealLock(String journal) throws Exception {
        run("PRAGMA journal_mode=" + journal);
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM t").close();
            assertEquals(Optional.empty(), pid(FileLocks.ofSystem().inTheWayOfWriter(database, false)));
            statement.execute("BEGIN IMMEDIATE");
            assertEquals(Optional.of(SELF), pid(FileLocks.ofSystem().inTheWayOfWriter(database, false)));
            statement.execute("ROLLBACK");
        }
        assertEquals(Optional.empty(), pid(FileLocks.ofSystem().inTheWayOfWriter(database, false)));
    }

    @Test
    void theSystemNamesTheReaderOfALog() throws Exception {
        run("PRAGMA journal_mode=WAL");
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO t VALUES (1), (2)");
            assertFalse(FileLocks.ofSystem().readerOfLog(database).isPresent());
            statement.executeQuery("SELECT a FROM t").next();
            assertEquals(Optional.of(SELF), pid(FileLocks.ofSystem().readerOfLog(database)));
        }
    }
}
