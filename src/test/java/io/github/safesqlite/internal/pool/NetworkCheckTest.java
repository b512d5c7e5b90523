// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkCheckTest {
    @TempDir
    Path folder;

    private SqliteConfig config(String policy) {
        return SqliteConfig.builder(folder.resolve("app.db"))
                .option("networkFilesystem", policy)
                .build();
    }

    @Test
    void aNetworkFileSystemIsRefusedOnlyWhenAsked() throws Exception {
        Path file = folder.resolve("app.db");
        var failure =
                assertThrows(OpenFailedException.class, () -> NetworkCheck.report(config("refuse"), file, "nfs4"));
        assertTrue(failure.getMessage().contains("nfs4"), failure.getMessage());
        NetworkCheck.report(config("refuse"), file, "ext4");
        NetworkCheck.report(config("ignore"), file, "nfs4");
        NetworkCheck.report(config("warn"), file, "CIFS");
    }

    @Test
    void aLocalFolderPasses() throws Exception {
        NetworkCheck.check(config("refuse"), folder.resolve("app.db"));
    }
}
