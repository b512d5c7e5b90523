// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Held while a backup runs, by one of all instances. It ends with the process that holds it. */
final class BackupLock implements AutoCloseable {
    private final FileChannel channel;

    private BackupLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock; empty while another instance holds it. */
    static Optional<BackupLock> tryTake(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            taken = channel.tryLock() != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            // Another instance in this process holds it.
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken ? Optional.of(new BackupLock(channel)) : Optional.empty();
    }

    /** Gives the lock back. The file stays: to delete it would let two instances hold two files of its name. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
