// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.internal.file.FileMode;
import io.github.safesqlite.internal.path.FilePaths;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a database: the file {@code app.db-maintenance} beside it, one line per task. The operating system's lock on
 * it is the right to run tasks; it ends with its process, however that ends.
 *
 * <p>It is not a file of SQLite's, so that opening it in Java takes no lock of SQLite's away.
 */
final class LedgerFile implements Ledger {
    private static final String SUFFIX = "-maintenance";
    private static final String TITLE = "# safesqlite: when each maintenance task was last begun";
    private static final int MOST_BYTES = 1 << 20;

    /** Those that are open in this JVM: to close such a file a second time would drop the lock on it. */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Instant> runs = new TreeMap<>();

    private LedgerFile(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock on the ledger of {@code database}. */
    static LedgerLock lockOf(Path database) {
        return () -> take(beside(database), database);
    }

    /** The ledger's file. Through whatever link the database was opened, it is the same. */
    static Path beside(Path database) throws IOException {
        return FilePaths.beside(database.toRealPath(), SUFFIX);
    }

    private static @Nullable Ledger take(Path file, Path database) throws IOException {
        if (!OPEN.add(file)) {
            return null;
        }
        LedgerFile taken = null;
        try {
            taken = locked(file, database);
            return taken;
        } finally {
            if (taken == null) {
                OPEN.remove(file);
            }
        }
    }

    private static @Nullable LedgerFile locked(Path file, Path database) throws IOException {
        boolean isOurs = FileMode.create(file, database);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
        if (isOurs) {
            // Those whom the creation mask of this process leaves out may use the database too.
            FileMode.copy(database, file);
        }
        LedgerFile locked = null;
        try {
            if (isLocked(channel)) {
                LedgerFile ledger = new LedgerFile(file, channel);
                ledger.read();
                locked = ledger;
            }
            return locked;
        } finally {
            if (locked == null) {
                channel.close();
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException elsewhere) {
            // Another copy of this library in this JVM.
            return false;
        }
    }

    private void read() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MOST_BYTES));
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // To its end.
        }
        String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        if (!text.isEmpty() && !text.startsWith(TITLE)) {
            throw new IOException("\"" + file + "\" is not a file of this library; move it away");
        }
        text.lines().skip(1).forEach(this::readLine);
    }

    private void readLine(String line) {
        int space = line.indexOf(' ');
        if (space > 0) {
            try {
                runs.put(line.substring(space + 1), Instant.parse(line.substring(0, space)));
            } catch (DateTimeParseException damaged) {
                // The writer was killed while it wrote: a task that is not known to have run is run again.
            }
        }
    }

    @Override
    public @Nullable Instant lastRun(String task) {
        return runs.get(task);
    }

    @Override
    public void note(String task, Instant started) throws IOException {
        runs.put(task, started);
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        runs.forEach((name, run) -> text.append(run).append(' ').append(name).append('\n'));
        ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
        long size = bytes.remaining();
        channel.position(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OPEN.remove(file);
        }
    }
}
