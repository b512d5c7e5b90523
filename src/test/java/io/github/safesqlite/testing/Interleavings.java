// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.Lincheck;

/**
 * Runs a scenario of several threads in many of the orders that these can take: those with the fewest switches between the threads
 * first, each of them once, until there are no more or {@code -Dinterleavings=N} of them were tried. A failure shows the order that
 * led to it. The memory is taken to be sequentially consistent.
 */
public final class Interleavings {
    private static final int INVOCATIONS = Integer.getInteger("interleavings", 150);

    private Interleavings() {}

    /** What is run again and again: it must begin from the same state each time and decide by nothing but its threads. */
    @FunctionalInterface
    public interface Scenario {
        void run() throws Exception;
    }

    /** Runs the scenario in many orders. */
    public static void of(Scenario scenario) {
        Lincheck.runConcurrentTest(INVOCATIONS, () -> {
            try {
                scenario.run();
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
        });
    }

    /** Runs the parts of a scenario beside each other, each in a thread of its own, and waits for all of them. */
    public static void together(Scenario... parts) throws Exception {
        List<Thread> threads = new ArrayList<>();
        Throwable[] failures = new Throwable[parts.length];
        for (int i = 0; i < parts.length; i++) {
            int part = i;
            Thread thread = new Thread(() -> {
                try {
                    parts[part].run();
                } catch (Throwable failure) {
                    failures[part] = failure;
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (Throwable failure : failures) {
            if (failure != null) {
                throw new AssertionError(failure);
            }
        }
    }
}
