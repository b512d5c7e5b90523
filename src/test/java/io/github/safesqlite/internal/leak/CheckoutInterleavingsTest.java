// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import static io.github.safesqlite.testing.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.Interleavings;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two ends of one checkout, in every order: one of them takes it out, and a report is followed by one return. */
@Tag("search")
class CheckoutInterleavingsTest {
    private static Checkout checkoutIn(CheckoutList list) {
        return new Checkout(new Object(), new ReferenceQueue<>(), null, null, list, 1, null);
    }

    @Test
    void oneOfTwoTakesItOut() {
        Interleavings.of(() -> {
            CheckoutList list = new CheckoutList();
            Checkout checkout = checkoutIn(list);
            list.add(checkout);
            list.add(checkoutIn(list));
            AtomicInteger removed = new AtomicInteger();
            together(
                    () -> removed.addAndGet(list.remove(checkout) ? 1 : 0),
                    () -> removed.addAndGet(list.remove(checkout) ? 1 : 0),
                    () -> list.add(checkoutIn(list)));
            assertEquals(1, removed.get());
            assertTrue(list.addsUp());
        });
    }

    @Test
    void returnIsToldOnceAndAfterTheReport() {
        Interleavings.of(() -> {
            CheckoutList list = new CheckoutList();
            Checkout checkout = checkoutIn(list);
            list.add(checkout);
            AtomicInteger reports = new AtomicInteger();
            AtomicInteger returns = new AtomicInteger();
            together(
                    () -> {
                        if (list.beginReport(checkout)) {
                            reports.incrementAndGet();
                            if (!list.endReport(checkout)) {
                                returns.incrementAndGet();
                            }
                        }
                    },
                    () -> {
                        if (list.remove(checkout) && checkout.tellsReturn) {
                            assertEquals(1, reports.get(), "reports before the return is told");
                            returns.incrementAndGet();
                        }
                    });
            assertEquals(reports.get(), returns.get());
        });
    }
}
