// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * No code of the library opens a file from Java: closing a database file drops the locks that SQLite has on it in this
 * process, and commits are lost (sqlite.org/howtocorrupt.html, "POSIX advisory locks canceled by a separate thread").
 */
class FileAccessTest {
    /** Methods of {@link Files} that only look, list, name, or remove a name. */
    private static final Set<String> HARMLESS = Set.of(
            "exists",
            "notExists",
            "isRegularFile",
            "isDirectory",
            "isReadable",
            "isWritable",
            "isSameFile",
            "isSymbolicLink",
            "readSymbolicLink",
            "readAttributes",
            "getAttribute",
            "getFileStore",
            "size",
            "move",
            "list",
            "deleteIfExists",
            "getPosixFilePermissions",
            "setPosixFilePermissions");

    private static final Set<String> OPENERS = Set.of(
            "java.io.FileInputStream",
            "java.io.FileOutputStream",
            "java.io.FileReader",
            "java.io.FileWriter",
            "java.io.PrintWriter",
            "java.io.RandomAccessFile",
            "java.util.Scanner",
            "java.util.zip.ZipFile",
            "java.nio.channels.FileChannel",
            "java.nio.channels.AsynchronousFileChannel",
            "java.nio.file.spi.FileSystemProvider");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.safesqlite");

    private static boolean canOpenAFile(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        return OPENERS.contains(owner) || owner.equals("java.nio.file.Files") && !HARMLESS.contains(access.getName());
    }

    @Test
    void onlyAFolderAndTheFilesOfThisLibraryAreOpened() {
        var openings = new TreeSet<String>();
        for (JavaClass type : MAIN) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (canOpenAFile(access)) {
                    openings.add(access.getOrigin().getOwner().getSimpleName() + "."
                            + access.getOrigin().getName() + " calls "
                            + access.getTargetOwner().getSimpleName() + "." + access.getName());
                }
            }
        }
        // The folder of a backup, to sync the new name in it; app.db-maintenance and app.db-gate, which are no files of
        // SQLite's; its log, which SQLite never locks; /proc/locks; these files and that of a backup, empty, before
        // anybody
        // has opened them; the folder of a test.
        assertEquals(
                Set.of(
                        "FileMode.create calls Files.createFile",
                        "FreshDatabase.newFolder calls Files.createTempDirectory",
                        "FileLocks.locksOn calls Files.readAllLines",
                        "GateChannel.create calls RandomAccessFile.<init>",
                        "GateChannel.create calls RandomAccessFile.close",
                        "GateChannel.close calls RandomAccessFile.close",
                        "GateChannel.tryLock calls RandomAccessFile.getChannel",
                        "GateChannel.tryLock calls FileChannel.tryLock",
                        "GateChannel.write calls RandomAccessFile.seek",
                        "GateChannel.write calls RandomAccessFile.write",
                        "GateChannel.read calls RandomAccessFile.seek",
                        "GateChannel.read calls RandomAccessFile.read",
                        "OpenLog.open calls AsynchronousFileChannel.open",
                        "OpenLog.open calls AsynchronousFileChannel.close",
                        "OpenLog.force calls AsynchronousFileChannel.force",
                        "OpenLog.close calls AsynchronousFileChannel.close",
                        "OpenLog.rewrite calls RandomAccessFile.<init>",
                        "OpenLog.rewrite calls RandomAccessFile.read",
                        "OpenLog.rewrite calls RandomAccessFile.seek",
                        "OpenLog.rewrite calls RandomAccessFile.write",
                        "OpenLog.rewrite calls RandomAccessFile.getFD",
                        "OpenLog.rewrite calls RandomAccessFile.close",
                        "LedgerFile.locked calls FileChannel.open",
                        "LedgerFile.locked calls FileChannel.close",
                        "LedgerFile.isLocked calls FileChannel.tryLock",
                        "LedgerFile.read calls FileChannel.size",
                        "LedgerFile.read calls FileChannel.read",
                        "LedgerFile.note calls FileChannel.position",
                        "LedgerFile.note calls FileChannel.write",
                        "LedgerFile.note calls FileChannel.truncate",
                        "LedgerFile.close calls FileChannel.close",
                        "Backup.sync calls FileChannel.open",
                        "Backup.sync calls FileChannel.force",
                        "Backup.sync calls FileChannel.close"),
                openings);
    }

    @Test
    void theScanSeesOpenings() {
        JavaClass self = new ClassFileImporter().importClass(Sinner.class);
        assertTrue(self.getAccessesFromSelf().stream()
                        .filter(FileAccessTest::canOpenAFile)
                        .count()
                >= 2);
        assertTrue(MAIN.size() > 150, () -> MAIN.size() + " classes");
    }

    /** Does what is forbidden. */
    static final class Sinner {
        static long sizeOf(Path file) throws java.io.IOException {
            try (var stream = new java.io.FileInputStream(file.toFile())) {
                return stream.available() + Files.readAllBytes(file).length;
            }
        }
    }
}
