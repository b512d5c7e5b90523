// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.BackupOptions;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No file that comes into being beside a database, or as its copy, can be used by anybody who cannot use the database. */
class FileModeTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needPermissions() {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    }

    private Map<String, String> modes() throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try {
                    modes.put(
                            folder.relativize(file).toString(),
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS)));
                } catch (java.nio.file.NoSuchFileException gone) {
                    // SQLite has removed it meanwhile.
                }
            }
        }
        return modes;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "rw-r-----"})
    void noFileIsWiderThanTheDatabase(String mode) throws Exception {
        Path file = Files.createFile(folder.resolve("app.db"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        Map<String, String> seen = new TreeMap<>();
        SqliteConfig config = SqliteConfig.builder(file).processGate(true).build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            Sql.run(dataSource, "CREATE TABLE t (n)", "INSERT INTO t VALUES (1)");
            try (var writer = dataSource.batchWriter(BatchWriterOptions.defaults())) {
                assertEquals(1, writer.submit("INSERT INTO t VALUES (2)").get().updateCount());
            }
            dataSource.backup(
                    folder.resolve("copy.db"), BackupOptions.defaults().withProgress((bytes, total) -> {
                        try {
                            seen.putAll(modes());
                        } catch (IOException failure) {
                            throw new IllegalStateException(failure);
                        }
                    }));
            dataSource.restore(folder.resolve("copy.db"));
            CountDownLatch ran = new CountDownLatch(1);
            dataSource.maintenance().every(Duration.ofDays(1), "daily", connection -> ran.countDown());
            assertTrue(ran.await(60, TimeUnit.SECONDS));
            seen.putAll(modes());
        }
        seen.putAll(modes());
        Sql.create(folder.resolve("other.db"), "DELETE");
        assertTrue(
                kinds(seen).containsAll(List.of("app.db", "-wal", "-shm", "-gate", "-maintenance", ".part", "copy.db")),
                seen::toString);
        assertEquals(Set.of(mode), new TreeSet<>(seen.values()), seen::toString);
        assertEquals("rw-r--r--", modes().get("other.db"), "the mode of any other new file tells nothing here");
    }

    private static Set<String> kinds(Map<String, String> seen) {
        var kinds = new TreeSet<>(seen.keySet());
        seen.keySet().forEach(name -> {
            for (String kind : List.of("-wal", "-shm", "-gate", "-maintenance", ".part")) {
                if (name.endsWith(kind)) {
                    kinds.add(kind);
                }
            }
        });
        return kinds;
    }
}
