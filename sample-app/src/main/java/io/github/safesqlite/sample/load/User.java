// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import io.github.safesqlite.sample.request.RequestFailedException;
import io.github.safesqlite.sample.request.Requests;
import java.util.concurrent.CountDownLatch;

/** One user: sends a request, waits for the answer, sends the next. A failed request is counted, not repeated. */
final class User implements Runnable {
    /** What was due before the end of the load, and not sent because earlier answers took too long. */
    private static final String NOT_SENT = "NOT_SENT";

    private final int id;
    private final Requests requests;
    private final CountDownLatch start;
    private final CountDownLatch running;
    private final Ticker ticker;
    private final Tally tally = new Tally();
    private LoadClock clock;
    private Pace pace;

    User(int id, Requests requests, CountDownLatch start, CountDownLatch running, Ticker ticker) {
        this.id = id;
        this.requests = requests;
        this.start = start;
        this.running = running;
        this.ticker = ticker;
    }

    /** Sets the times of the load. To be called before the start. */
    void follow(LoadPlan plan, LoadClock times) {
        this.clock = times;
        this.pace = plan.paceOf(id, times.startNanos(), ticker);
    }

    /** What this user saw. To be read after its end. */
    Tally tally() {
        return tally;
    }

    @Override
    public void run() {
        try {
            start.await();
            for (long begin = pace.nextBegin(); clock.running(begin); begin = pace.nextBegin()) {
                if (clock.sending(ticker.nanos())) {
                    ticker.sleepUntil(begin);
                    sendRequest(begin);
                } else {
                    tally.failed(NOT_SENT);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            running.countDown();
        }
    }

    // Every failure counts, an assertion error of the code under load too: it must show in the table.
    @SuppressWarnings("IllegalCatch")
    private void sendRequest(long begin) throws InterruptedException {
        try {
            requests.serve(id, tally.acknowledged());
        } catch (Throwable failure) {
            tally.failed(FailureName.of(failure));
            pauseAfter(failure);
            return;
        }
        long end = ticker.nanos();
        tally.answered(end - begin, clock.measuring(end));
    }

    private void pauseAfter(Throwable failure) throws InterruptedException {
        if (failure instanceof RequestFailedException failed) {
            ticker.sleepUntil(clock.untilEnd(ticker.nanos() + failed.pause().toNanos()));
        }
    }

    @Override
    public String toString() {
        return "user-" + id;
    }
}
