// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import io.github.safesqlite.internal.log.Log;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The {@code -wal} file of a database, open. SQLite locks the main file and the index, never the log, so closing it drops no lock.
 *
 * <p>It is an asynchronous channel for one reason: a {@code FileChannel} is closed when a thread is interrupted that forces it, and
 * nobody could tell then whether the force has failed.
 */
final class OpenLog implements LogForce {
    private static final Log log = Log.named("io.github.safesqlite.wal");
    private static final int PIECE = 1 << 20;

    private final FileKey key;
    private final AsynchronousFileChannel channel;

    private OpenLog(FileKey key, AsynchronousFileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** Opens a log that a connection of the caller has open too, so that no other one can take its place meanwhile. */
    static OpenLog open(Path path) throws IOException {
        AsynchronousFileChannel channel = AsynchronousFileChannel.open(path, StandardOpenOption.WRITE);
        FileKey key = FileKey.ofExisting(path);
        if (key == null) {
            channel.close();
            throw new NoSuchFileException(path.toString());
        }
        return new OpenLog(key, channel);
    }

    /** While this is open, the system gives its number to no other file. */
    @Override
    public boolean isAt(Path path) {
        return key.isAt(path);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException unimportant) {
            log.atDebug().setCause(unimportant).log("A write-ahead log failed to close");
        }
    }

    /**
     * Writes all bytes of a log again where they are, and forces them: what the system has taken for written, after a force that
     * failed, it writes only then. The caller has SQLite's write lock, so that nobody else writes to the log.
     */
    static void rewrite(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] piece = new byte[PIECE];
            long position = 0;
            for (int length = file.read(piece); length > 0; length = file.read(piece)) {
                file.seek(position);
                file.write(piece, 0, length);
                position += length;
            }
            file.getFD().sync();
        }
    }
}
