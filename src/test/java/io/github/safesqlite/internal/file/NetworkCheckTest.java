// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.testing.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Symptom 23: a database on a share, where locks do not lock. */
class NetworkCheckTest {
    @TempDir
    Path folder;

    private SqliteConfig config(String policy) {
        return SqliteConfig.builder(folder.resolve("app.db"))
                .option("networkFilesystem", policy)
                .build();
    }

    private String logOf(String policy, String type) throws OpenFailedException {
        try (CapturedLog log = new CapturedLog()) {
            NetworkCheck.check(config(policy), folder.resolve("app.db"), where -> {
                assertEquals(folder, where);
                return type;
            });
            return String.join("\n", log.own());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nfs",
                "nfs4",
                "CIFS",
                "smb3",
                "smbfs",
                "9p",
                "virtiofs",
                "fuse.sshfs",
                "fuse.s3fs",
                "fuse",
                "afpfs"
            })
    void sharesAreWarnedOfByTypeOrRefused(String type) throws Exception {
        String log = logOf("warn", type);
        assertTrue(log.contains("(" + type + ")") && log.contains("locks cannot be trusted"), log);
        assertTrue(log.contains(folder.resolve("app.db").toString()), log);
        var refused = assertThrows(OpenFailedException.class, () -> logOf("refuse", type));
        assertTrue(refused.getMessage().contains("(" + type + ")"), refused.getMessage());
        assertTrue(refused.getMessage().contains("networkFilesystem=warn"), refused.getMessage());
        assertEquals("", logOf("ignore", type));
        assertFalse(Files.exists(folder.resolve("app.db")), "the check opens nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "apfs", "NTFS", "fuseblk", "fuse.ntfs-3g"})
    void localDisksPass(String type) throws Exception {
        assertEquals("", logOf("refuse", type));
        assertEquals(Optional.empty(), NetworkCheck.kindOf(type));
    }

    @Test
    void theFolderOfThisTestIsLocal() throws Exception {
        NetworkCheck.check(config("refuse"), folder.resolve("app.db"));
    }

    @Test
    void unknownFileSystemIsNoReasonToFail() throws Exception {
        NetworkCheck.check(config("refuse"), folder.resolve("app.db"), where -> {
            throw new IOException("gone");
        });
    }
}
