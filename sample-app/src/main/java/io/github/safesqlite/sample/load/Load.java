// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import io.github.safesqlite.sample.request.Requests;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Runs the users of one plan, each in a platform thread, until the time is over and each has its last answer. */
public final class Load {
    /** Enough for Hibernate; 1,000 users then need 512 MB of address space, and little memory. */
    private static final long STACK_BYTES = 512 * 1024;

    private static final long PROGRESS_MILLIS = 200;

    private final LoadPlan plan;
    private final Requests requests;

    /** A load of {@code plan} on {@code requests}. */
    public Load(LoadPlan plan, Requests requests) {
        this.plan = plan;
        this.requests = requests;
    }

    /** Runs the load. Can be called once. */
    public LoadResult run(Progress progress) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        CountDownLatch running = new CountDownLatch(plan.users());
        List<User> users = IntStream.range(plan.firstUser(), plan.firstUser() + plan.users())
                .mapToObj(id -> new User(id, requests, start, running, Ticker.SYSTEM))
                .toList();
        users.forEach(Load::startThread);
        LoadClock clock = LoadClock.startingAt(System.nanoTime(), plan);
        users.forEach(user -> user.follow(plan, clock));
        start.countDown();
        while (!running.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
            progress.elapsed(Math.min(clock.elapsedMillis(), TimeUnit.SECONDS.toMillis(plan.totalSeconds())));
        }
        return LoadResult.of(users.stream().map(User::tally).toList(), clock.measuredSeconds());
    }

    private static void startThread(User user) {
        Thread thread = new Thread(null, user, user.toString(), STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
    }
}
