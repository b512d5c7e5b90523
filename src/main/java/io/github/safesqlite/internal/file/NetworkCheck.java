// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.config.NetworkFilesystem;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.log.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether a database is on a network file system: "WAL does not work over a network filesystem" (sqlite.org/wal.html),
 * and file locks there are often broken.
 */
public final class NetworkCheck {
    private static final Log log = Log.named("io.github.safesqlite.pool");
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
            "virtiofs",
            "vboxsf",
            "prl_fs",
            "glusterfs",
            "gpfs",
            "lustre",
            "afpfs",
            "webdav",
            "davfs");
    private static final String USER_SPACE = "fuse";
    // Local disks whose driver happens to run in user space.
    private static final Set<String> LOCAL_USER_SPACE =
            Set.of("fuseblk", "fuse.ntfs-3g", "fuse.ntfs", "fuse.exfat", "fuse.fuse-overlayfs");
    private static final String UNC = "\\\\";

    private NetworkCheck() {}

    /** Warns of, or refuses, a file on a network file system, as configured. */
    public static void check(SqliteConfig config, Path file) throws OpenFailedException {
        check(config, file, FileSystemType.INSTALLED);
    }

    /** Whether a file is on a network file system, as far as that is known. */
    public static boolean isOnNetwork(Path file) {
        return isOnNetwork(file, FileSystemType.INSTALLED);
    }

    static boolean isOnNetwork(Path file, FileSystemType type) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            return folder != null
                    && (folder.toString().startsWith(UNC)
                            || kindOf(type.of(folder)).isPresent());
        } catch (IOException unknown) {
            return false;
        }
    }

    static void check(SqliteConfig config, Path file, FileSystemType type) throws OpenFailedException {
        Path folder = file.toAbsolutePath().getParent();
        if (config.networkFilesystem() == NetworkFilesystem.IGNORE || folder == null) {
            return;
        }
        try {
            // Windows gives a share the type of the disk behind it.
            report(config, file, folder.toString().startsWith(UNC) ? "UNC" : type.of(folder));
        } catch (IOException unknown) {
            log.atDebug()
                    .addKeyValue("pool", config.poolName())
                    .addKeyValue("file", file)
                    .setCause(unknown)
                    .log("{}: the file system of {} is unknown", config.poolName(), file);
        }
    }

    private static void report(SqliteConfig config, Path file, String type) throws OpenFailedException {
        String kind = kindOf(type).orElse(null);
        if (kind == null) {
            return;
        }
        String problem = "it is on a " + kind + " file system (" + type + "), where SQLite's locks cannot be trusted";
        if (config.networkFilesystem() == NetworkFilesystem.REFUSE) {
            throw OpenFailedException.of(
                    config.poolName(),
                    file.toString(),
                    problem,
                    "Move it to a local disk, or set networkFilesystem=warn.",
                    VendorCode.CANTOPEN,
                    null);
        }
        log.atWarn()
                .addKeyValue("pool", config.poolName())
                .addKeyValue("file", file)
                .log(
                        "{}: database \"{}\": {}. Move it to a local disk, or set networkFilesystem=ignore.",
                        config.poolName(),
                        file,
                        problem);
    }

    /** What is wrong with a type of file system, or empty. */
    static Optional<String> kindOf(String type) {
        String name = type.toLowerCase(Locale.ROOT);
        if (TYPES.contains(name) || name.equals("unc")) {
            return Optional.of("network");
        }
        boolean userSpace = name.startsWith(USER_SPACE) && !LOCAL_USER_SPACE.contains(name);
        return userSpace ? Optional.of("user-space") : Optional.empty();
    }
}
