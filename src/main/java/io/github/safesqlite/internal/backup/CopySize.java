// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.backup;

import io.github.safesqlite.internal.background.Daemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/** Watches a file grow on its own thread until it is closed. Inspects the file with a stat and does not open it. */
final class CopySize implements AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    private final Path file;
    private final LongConsumer listener;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread;

    private CopySize(Path file, LongConsumer listener) {
        this.file = file;
        this.listener = listener;
        this.thread = Daemon.of("safesqlite-backup-progress", this::watch);
    }

    static CopySize watch(Path file, LongConsumer listener) {
        CopySize watch = new CopySize(file, listener);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        try {
            while (!done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                tell();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        try {
            listener.accept(Files.size(file));
        } catch (Throwable unimportant) {
            // Not begun yet, or the listener failed, which is no reason to fail the backup.
        }
    }

    @Override
    public void close() {
        done.countDown();
        boolean interrupted = false;
        try {
            thread.join();
        } catch (InterruptedException goOn) {
            interrupted = true;
        }
        tell();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
