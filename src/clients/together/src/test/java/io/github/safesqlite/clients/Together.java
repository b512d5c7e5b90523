// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the same work in several threads that begin at the same time. */
public final class Together {
    private static final int LIMIT_SECONDS = 120;

    private Together() {}

    /** The work of one thread. */
    public interface Work {
        void of(int worker) throws Exception;
    }

    /** Returns when all are done; throws what the first of them threw. */
    public static void run(int threads, Work work) throws Exception {
        var begin = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int worker = i;
                workers.add(executor.submit(() -> {
                    begin.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                    work.of(worker);
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
