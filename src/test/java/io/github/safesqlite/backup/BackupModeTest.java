// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup can be read by nobody who cannot read the database. */
class BackupModeTest {
    @TempDir
    Path folder;

    @Test
    void aBackupHasTheModeOfTheDatabase() throws Exception {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path file = folder.resolve("app.db");
        Path target = folder.resolve("copy.db");
        Files.createFile(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (ConcurrencySafeSqliteDataSource dataSource =
                new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(file).build())) {
            Sql.run(dataSource, "create table item (id integer primary key)");
            dataSource.backup(target);
        }
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(target)));
    }
}
