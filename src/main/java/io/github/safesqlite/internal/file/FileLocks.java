// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.path.Companion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which process has SQLite's locks on a database, where the system lists its locks (Linux: {@code /proc/locks}). The
 * database's files are only looked at (stat), never opened.
 *
 * <p>The bytes that SQLite locks are described at sqlite.org/src/file/src/os.h (the database file) and
 * sqlite.org/walformat.html#locks (the {@code -shm} file).
 */
public final class FileLocks {
    private static final Path SYSTEM = Path.of("/proc/locks");
    // 12: POSIX  ADVISORY  WRITE 4711 fe:01:393227 1073741825 1073741825
    private static final Pattern LINE = Pattern.compile(
            "\\d+: POSIX +\\S+ +(READ|WRITE) +(\\d+) +(\\p{XDigit}+):(\\p{XDigit}+):(\\d+) +(\\d+) +(\\d+|EOF)");

    private static final int HEX = 16;
    private static final long PENDING = 0x40000000L;
    private static final long RESERVED = PENDING + 1;
    private static final long LAST_SHARED = PENDING + 511;
    private static final long WAL_WRITE = 120;
    private static final long WAL_RECOVER = 122;
    private static final long WAL_READ = 123;
    private static final long WAL_LAST_READ = 127;

    private final Path list;

    FileLocks(Path list) {
        this.list = list;
    }

    /** Those of the running system. */
    public static FileLocks ofSystem() {
        return new FileLocks(SYSTEM);
    }

    /**
     * A process that has a lock.
     *
     * @param pid its number
     * @param command the program that it runs, if it can be seen
     */
    public record Owner(long pid, Optional<String> command) {
        /** Whether it is this Java virtual machine. */
        public boolean isThisProcess() {
            return pid == ProcessHandle.current().pid();
        }

        /** Its name for a message. */
        public String name() {
            return isThisProcess()
                    ? "this process (" + pid + ")"
                    : "another process (" + pid
                            + command.map(program -> ", " + program).orElse("") + ")";
        }
    }

    private record Lock(boolean write, long pid, long first, long last) {
        boolean covers(long from, long to) {
            return first <= to && last >= from;
        }
    }

    /**
     * Who keeps a writer out: another process if there is one, else this one. Empty if the system does not tell.
     *
     * @param ownLock whether the asking connection itself has a lock, so that one of this process proves nothing
     */
    public Optional<Owner> inTheWayOfWriter(Path database, boolean ownLock) {
        Path file = FileKey.realPath(database);
        Path shm = sharedMemory(file);
        List<Lock> found = new ArrayList<>();
        for (Lock lock : locksOn(shm)) {
            if (lock.write && lock.covers(WAL_WRITE, WAL_RECOVER)) {
                found.add(lock);
            }
        }
        boolean walMode = Files.exists(shm);
        for (Lock lock : locksOn(file)) {
            // With a write-ahead log every connection has a shared lock on the file.
            if (lock.write ? lock.covers(PENDING, LAST_SHARED) : !walMode && lock.covers(RESERVED + 1, LAST_SHARED)) {
                found.add(lock);
            }
        }
        return owner(found, ownLock);
    }

    /** Who reads a snapshot of the write-ahead log: another process if there is one, else this one. */
    public Optional<Owner> readerOfLog(Path database) {
        List<Lock> found = locksOn(sharedMemory(FileKey.realPath(database)));
        found.removeIf(lock -> lock.write || !lock.covers(WAL_READ, WAL_LAST_READ));
        return owner(found, false);
    }

    /** Who has the database open: another process if there is one, else this one. */
    public Optional<Owner> userOf(Path database) {
        return owner(locksOfUsers(database), false);
    }

    /** Whether another process has the database open, as far as the system tells. */
    boolean isOpenElsewhere(Path database) {
        long self = ProcessHandle.current().pid();
        return locksOfUsers(database).stream().anyMatch(lock -> lock.pid != self);
    }

    private List<Lock> locksOfUsers(Path database) {
        Path file = FileKey.realPath(database);
        List<Lock> found = new ArrayList<>(locksOn(file));
        found.addAll(locksOn(sharedMemory(file)));
        return found;
    }

    private static Path sharedMemory(Path file) {
        return Companion.INDEX.of(file);
    }

    private static Optional<Owner> owner(List<Lock> found, boolean ownLock) {
        long self = ProcessHandle.current().pid();
        return found.stream()
                .filter(lock -> lock.pid != self)
                .findFirst()
                .or(() -> ownLock ? Optional.empty() : found.stream().findFirst())
                .map(lock -> ofProcess(lock.pid));
    }

    /** A process by its number. */
    static Owner ofProcess(long pid) {
        return new Owner(pid, command(pid));
    }

    private static Optional<String> command(long pid) {
        return ProcessHandle.of(pid).flatMap(process -> process.info().command());
    }

    private List<Lock> locksOn(Path file) {
        List<Lock> locks = new ArrayList<>();
        try {
            long device = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
            long inode = ((Number) Files.getAttribute(file, "unix:ino")).longValue();
            for (String line : Files.readAllLines(list)) {
                Matcher parts = LINE.matcher(line);
                if (parts.matches()
                        && Long.parseLong(parts.group(5)) == inode
                        && Integer.parseInt(parts.group(3), HEX) == major(device)
                        && Integer.parseInt(parts.group(4), HEX) == minor(device)) {
                    long last = "EOF".equals(parts.group(7)) ? Long.MAX_VALUE : Long.parseLong(parts.group(7));
                    locks.add(new Lock(
                            "WRITE".equals(parts.group(1)),
                            Long.parseLong(parts.group(2)),
                            Long.parseLong(parts.group(6)),
                            last));
                }
            }
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException notListed) {
            // Not this system, or no such file: then nothing is known.
            locks.clear();
        }
        return locks;
    }

    // How Linux packs the two into one number, see makedev(3).
    private static long major(long device) {
        return (device >> 8 & 0xfff) | (device >> 32 & ~0xfffL);
    }

    private static long minor(long device) {
        return (device & 0xff) | (device >> 12 & ~0xffL);
    }
}
