// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.testing.Waiting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class CheckoutListTest {
    private final LeakTracker tracker = new LeakTracker(
            "app", Optional.empty(), Optional.empty(), null, Ticker.system(), Listeners.of(), Watch.manual());

    @Test
    void checkoutsLeaveInAnyOrder() {
        List<Checkout> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(tracker.checkout(this, new FakeSession(i)));
        }
        List<Checkout> left = new ArrayList<>(all);
        List<Checkout> order = new ArrayList<>(all);
        Collections.shuffle(order, new Random(1));
        for (Checkout checkout : order) {
            checkout.returned();
            left.remove(checkout);
            assertEquals(left.size(), tracker.open().size());
            assertEquals(left.size(), tracker.openCount());
        }
    }

    @Test
    void returnsFromOtherThreadsLoseNoCheckout() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<Checkout>>> kept = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                kept.add(threads.submit(() -> openManyAndReturnMost(threads)));
            }
            int expected = 0;
            for (Future<List<Checkout>> each : kept) {
                expected += each.get().size();
            }
            threads.submit(() -> {}).get();
            threads.shutdown();
            Waiting.until(threads::isTerminated);
            assertEquals(expected, tracker.open().size());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void neighboursReturnedAtOnceLeaveNoneBehind() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 50; round++) {
                // All opened by one thread, hence neighbours in one list.
                List<Checkout> all = new ArrayList<>();
                for (int i = 0; i < 4000; i++) {
                    all.add(tracker.checkout(this, new FakeSession(i)));
                }
                CyclicBarrier start = new CyclicBarrier(4);
                List<Future<?>> returns = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    int offset = thread;
                    returns.add(threads.submit(() -> {
                        start.await();
                        for (int i = offset; i < all.size(); i += 4) {
                            all.get(i).returned();
                        }
                        return null;
                    }));
                }
                for (Future<?> each : returns) {
                    each.get();
                }
                assertEquals(List.of(), tracker.open());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private List<Checkout> openManyAndReturnMost(ExecutorService threads) {
        List<Checkout> kept = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            Checkout checkout = tracker.checkout(this, new FakeSession(i));
            switch (i % 10) {
                case 0 -> kept.add(checkout);
                case 1 -> threads.execute(checkout::returned);
                default -> checkout.returned();
            }
        }
        return kept;
    }
}
