// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import io.github.safesqlite.config.NetworkFilesystem;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a database lies on a network file system: "WAL does not work over a network filesystem"
 * (sqlite.org/wal.html), and file locks there are often broken.
 */
final class NetworkCheck {
    private static final Logger log = LoggerFactory.getLogger(NetworkCheck.class);
    private static final int CANTOPEN = 14;
    private static final Set<String> TYPES = Set.of(
            "nfs",
            "nfs4",
            "cifs",
            "smb",
            "smb2",
            "smb3",
            "smbfs",
            "afs",
            "ceph",
            "9p",
            "glusterfs",
            "lustre",
            "fuse.sshfs",
            "fuse.glusterfs",
            "afpfs",
            "webdav",
            "davfs",
            "fuse.davfs");

    private NetworkCheck() {}

    /** Warns of, or refuses, a file on a network file system, as configured. */
    static void check(SqliteConfig config, Path file) throws OpenFailedException {
        Path folder = file.toAbsolutePath().getParent();
        if (config.networkFilesystem() == NetworkFilesystem.IGNORE || folder == null) {
            return;
        }
        try {
            report(config, file, Files.getFileStore(folder).type());
        } catch (IOException unknown) {
            log.debug("{}: the file system of {} is unknown", config.poolName(), file, unknown);
        }
    }

    static void report(SqliteConfig config, Path file, String type) throws OpenFailedException {
        if (!isNetwork(type) || config.networkFilesystem() == NetworkFilesystem.IGNORE) {
            return;
        }
        if (config.networkFilesystem() == NetworkFilesystem.REFUSE) {
            throw OpenFailedException.of(
                    config.poolName(),
                    file.toString(),
                    "it lies on a network file system (" + type + "), where SQLite's locks can not be trusted",
                    "Move it to a local disk, or set networkFilesystem=warn.",
                    CANTOPEN,
                    null);
        }
        log.warn(
                "{}: {} lies on a network file system ({}), where SQLite's locks can not be trusted. Move it to a local disk,"
                        + " or set networkFilesystem=ignore.",
                config.poolName(),
                file,
                type);
    }

    static boolean isNetwork(String type) {
        return TYPES.contains(type.toLowerCase(Locale.ROOT));
    }
}
