// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.request.RequestFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SideWorkTest {
    private final AtomicInteger begun = new AtomicInteger();

    /** A job without pauses. */
    private abstract static class TestJob implements SideJob {
        @Override
        public Duration interval() {
            return Duration.ZERO;
        }

        @Override
        public String completed() {
            return "done: 0";
        }
    }

    @Test
    void aJobIsRepeatedUntilTheStop() throws Exception {
        SideWork work = new SideWork(new TestJob() {
            @Override
            public void runOnce() {
                begun.incrementAndGet();
            }
        });

        work.start();
        await().until(() -> begun.get() > 2);

        assertTrue(work.stop(Duration.ofSeconds(15)));
        assertEquals(Optional.empty(), work.problem());
    }

    @Test
    void theStopWaitsForTheJobThatRuns() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        SideWork work = new SideWork(new TestJob() {
            @Override
            public void runOnce() throws InterruptedException {
                begun.incrementAndGet();
                goOn.await();
            }
        });
        work.start();
        await().until(() -> begun.get() == 1);

        assertFalse(work.stop(Duration.ofMillis(20)));
        goOn.countDown();

        assertTrue(work.stop(Duration.ofSeconds(15)));
        assertEquals(1, begun.get());
    }

    @Test
    void failuresAreCountedAndTheFirstIsTold() throws Exception {
        SideWork work = new SideWork(new TestJob() {
            @Override
            public void runOnce() throws RequestFailedException {
                throw new RequestFailedException("HTTP_500", "failure " + begun.incrementAndGet());
            }
        });
        work.start();
        await().until(() -> begun.get() >= 2);
        work.stop(Duration.ofSeconds(15));

        assertEquals(Optional.of("done: 0, failed: " + begun.get() + ". The first: failure 1."), work.problem());
    }
}
