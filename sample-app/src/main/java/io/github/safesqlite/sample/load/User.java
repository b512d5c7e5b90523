// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import io.github.safesqlite.sample.request.Requests;
import java.util.concurrent.CountDownLatch;

/** One user: sends a request, waits for the answer, sends the next. A failed request is counted, not repeated. */
final class User implements Runnable {
    private final int id;
    private final Requests requests;
    private final CountDownLatch start;
    private final CountDownLatch running;
    private final Tally tally = new Tally();
    private LoadClock clock;

    User(int id, Requests requests, CountDownLatch start, CountDownLatch running) {
        this.id = id;
        this.requests = requests;
        this.start = start;
        this.running = running;
    }

    /** Sets the times of the load. To be called before the start. */
    void follow(LoadClock times) {
        this.clock = times;
    }

    /** What this user saw. To be read after its end. */
    Tally tally() {
        return tally;
    }

    @Override
    public void run() {
        try {
            start.await();
            for (long now = System.nanoTime(); clock.running(now); now = System.nanoTime()) {
                sendRequest(now);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            running.countDown();
        }
    }

    // Every failure counts, an assertion error of the code under load too: it must show in the table.
    @SuppressWarnings("IllegalCatch")
    private void sendRequest(long begin) {
        try {
            requests.serve(id, tally.acknowledged());
        } catch (Throwable failure) {
            tally.failed(FailureName.of(failure));
            return;
        }
        long end = System.nanoTime();
        tally.answered(end - begin, clock.measuring(end));
    }

    @Override
    public String toString() {
        return "user-" + id;
    }
}
