// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.time;

import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    @Test
    void growsWhileTheThreadRuns() {
        ProcessorTime here = ProcessorTime.of(Thread.currentThread());
        long before = here.nanos();
        assertTrue(before >= 0);
        assertTrue(here.isRunnable());
        until(() -> here.nanos() > before);
    }

    @Test
    void threadThatWaitsIsNotRunnableAndOneThatHasEndedIsUnknown() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        ProcessorTime there = ProcessorTime.of(waiting);
        until(() -> !there.isRunnable());
        end.countDown();
        waiting.join();
        assertFalse(there.isRunnable());
        assertEquals(ProcessorTime.UNKNOWN, there.nanos());
    }
}
