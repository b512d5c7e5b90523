// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent.application;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that all do the same. */
final class Threads {
    static final int COUNT = 8;
    static final int TRANSACTIONS = 50;

    private Threads() {}

    /** Runs the task in each thread, and ends the application with its failure if there is one. */
    static void run(Callable<?> task) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(COUNT);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            all.add(threads.submit(task));
        }
        try {
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException failed) {
            failed.getCause().printStackTrace();
            System.exit(1);
        }
        threads.shutdown();
    }
}
