// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.fork;

import io.github.safesqlite.sample.load.LoadOptions;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.variant.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Further processes that run the same load on the same file at the same time, each with users of its own. */
public final class Workers implements AutoCloseable {
    private final List<Worker> workers = new ArrayList<>();

    private Workers() {}

    /** Starts {@code count} processes; returns when all have opened the database and wait for {@link #go}. */
    public static Workers start(int count, Class<?> main, Variant variant, Path file, LoadOptions options)
            throws IOException {
        Workers started = new Workers();
        try {
            for (int number = 1; number <= count; number++) {
                int firstUser = number * options.users() + 1;
                started.workers.add(Worker.start(main, variant, file, firstUser, options));
            }
            for (Worker worker : started.workers) {
                worker.awaitReady();
            }
            return started;
        } catch (IOException failed) {
            started.close();
            throw failed;
        }
    }

    /** Lets all processes begin. */
    public void go() throws IOException {
        for (Worker worker : workers) {
            worker.go();
        }
    }

    /** Waits for the results of all processes and adds them to this process's. */
    public LoadResult addTo(LoadResult own) throws IOException {
        LoadResult sum = own;
        for (Worker worker : workers) {
            sum = sum.plus(worker.result());
        }
        return sum;
    }

    @Override
    public void close() {
        workers.forEach(Worker::close);
    }
}
