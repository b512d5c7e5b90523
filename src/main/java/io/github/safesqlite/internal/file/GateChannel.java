// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code app.db-gate} of a database, open. There is one per file in this JVM: to close a file a second time would drop the
 * locks on it. It is not a file of SQLite's, so that opening it takes no lock of SQLite's away. Safe for use by multiple threads.
 *
 * <p>What is read and written goes through {@code RandomAccessFile}: a {@code FileChannel} is closed when a thread is interrupted
 * that reads or writes through it. Locking does not do that.
 */
final class GateChannel {
    /** Guarded by itself. */
    private static final Map<FileKey, GateChannel> OPEN = new HashMap<>();

    /** After the bytes that are locked, which other processes cannot read on Windows. */
    private static final int RECORD = 16;

    private static final int LONGEST_RECORD = 64;

    private final FileKey key;
    private final RandomAccessFile file;

    /** Guarded by {@link #OPEN}. */
    private int users;

    private GateChannel(FileKey key, RandomAccessFile file) {
        this.key = key;
        this.file = file;
    }

    /** Who took a lock, and when. */
    record Owner(long pid, Instant since) {}

    /** Opens the file, and creates it with the permissions of {@code database} if need be. */
    static GateChannel open(Path path, Path database) throws IOException {
        synchronized (OPEN) {
            FileKey key = FileKey.ofExisting(path);
            GateChannel known = key == null ? null : OPEN.get(key);
            if (known == null) {
                known = create(path, database, key == null);
                OPEN.put(known.key, known);
            }
            known.users++;
            return known;
        }
    }

    private static GateChannel create(Path path, Path database, boolean isNew) throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("\"" + path + "\" is a symbolic link");
        }
        boolean isOurs = isNew && FileMode.create(path, database);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        FileKey key = FileKey.ofExisting(path);
        if (key == null) {
            file.close();
            throw new IOException("\"" + path + "\" was deleted while it was opened");
        }
        if (isOurs) {
            // Those whom the creation mask of this process leaves out may use the database too.
            FileMode.copy(database, path);
        }
        return new GateChannel(key, file);
    }

    /** Ends one use, whose locks were released. */
    void close() throws IOException {
        synchronized (OPEN) {
            if (--users == 0) {
                OPEN.remove(key, this);
                file.close();
            }
        }
    }

    /** Whether the path names this file. */
    boolean isAt(Path path) {
        return key.isAt(path);
    }

    /** Locks a byte if nobody has locked it. Does not wait. */
    @Nullable
    FileLock tryLock(long position) throws IOException {
        try {
            return file.getChannel().tryLock(position, 1, false);
        } catch (OverlappingFileLockException elsewhere) {
            // Another copy of this library in this JVM.
            return null;
        }
    }

    /** Notes who has a lock now. */
    synchronized void write(Owner owner) throws IOException {
        StringBuilder text = new StringBuilder(LONGEST_RECORD)
                .append(owner.pid())
                .append(' ')
                .append(owner.since());
        while (text.length() < LONGEST_RECORD - 1) {
            text.append(' ');
        }
        file.seek(RECORD);
        file.write(text.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** Who noted it last; null if nobody did. */
    synchronized @Nullable Owner read() throws IOException {
        byte[] bytes = new byte[LONGEST_RECORD];
        file.seek(RECORD);
        if (file.read(bytes) < LONGEST_RECORD) {
            return null;
        }
        String[] words = new String(bytes, StandardCharsets.US_ASCII).trim().split(" ", 2);
        try {
            return new Owner(Long.parseLong(words[0]), Instant.parse(words[1]));
        } catch (RuntimeException damaged) {
            return null;
        }
    }
}
