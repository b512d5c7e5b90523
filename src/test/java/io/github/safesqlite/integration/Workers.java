// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that start together. */
public final class Workers {
    private Workers() {}

    /** The work of one thread. */
    @FunctionalInterface
    public interface Work {
        void run(int worker) throws Exception;
    }

    /** Runs {@code work} in {@code count} threads; fails with the first failure, the others suppressed. */
    public static void run(int count, Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            var start = new CyclicBarrier(count);
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int worker = i;
                runs.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    work.run(worker);
                    return null;
                }));
            }
            AssertionError failures = null;
            for (Future<?> run : runs) {
                try {
                    run.get(120, TimeUnit.SECONDS);
                } catch (ExecutionException failed) {
                    if (failures == null) {
                        failures = new AssertionError("a worker failed", failed.getCause());
                    } else {
                        failures.addSuppressed(failed.getCause());
                    }
                }
            }
            if (failures != null) {
                throw failures;
            }
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(60, TimeUnit.SECONDS), "a worker hangs");
        }
    }
}
