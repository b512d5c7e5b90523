// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.leak;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The open checkouts of some of the threads, linked through their own fields. Safe for use by multiple threads; nothing
 * blocks inside the lock, so a virtual thread never waits in it for long.
 */
final class CheckoutList {
    private @Nullable Checkout first;
    private int size;

    synchronized void add(Checkout checkout) {
        Checkout second = first;
        checkout.next = second;
        if (second != null) {
            second.previous = checkout;
        }
        first = checkout;
        size++;
        checkout.linked = true;
    }

    /** Takes the checkout out; false if it was out already. */
    synchronized boolean remove(Checkout checkout) {
        if (!checkout.linked) {
            return false;
        }
        size--;
        checkout.linked = false;
        checkout.tellsReturn = checkout.reported && !checkout.reporting;
        Checkout before = checkout.previous;
        Checkout after = checkout.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        checkout.previous = null;
        checkout.next = null;
        return true;
    }

    /** Begins to report the checkout; false if it was returned before. */
    synchronized boolean beginReport(Checkout checkout) {
        checkout.reporting = checkout.linked;
        return checkout.linked;
    }

    /** Ends the report; false if the checkout was returned meanwhile, which is then told by the caller. */
    synchronized boolean endReport(Checkout checkout) {
        checkout.reporting = false;
        checkout.reported = true;
        return checkout.linked;
    }

    private synchronized int size() {
        return size;
    }

    private synchronized void copyTo(List<Checkout> target) {
        for (Checkout each = first; each != null; each = each.next) {
            target.add(each);
        }
    }

    /** Whether the list has as many as it counts. */
    synchronized boolean addsUp() {
        int linked = 0;
        for (Checkout each = first; each != null; each = each.next) {
            linked++;
        }
        return linked == size;
    }

    /** One list per group of threads, as many as keep the processors out of each other's way. */
    static CheckoutList[] stripes() {
        int count = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4 - 1) * 2;
        CheckoutList[] stripes = new CheckoutList[count];
        for (int i = 0; i < count; i++) {
            stripes[i] = new CheckoutList();
        }
        return stripes;
    }

    static CheckoutList of(Thread thread, CheckoutList[] stripes) {
        long id = thread.getId();
        return stripes[(int) (id ^ (id >>> 16)) & (stripes.length - 1)];
    }

    static int count(CheckoutList[] stripes) {
        int count = 0;
        for (CheckoutList stripe : stripes) {
            count += stripe.size();
        }
        return count;
    }

    static List<Checkout> oldestFirst(CheckoutList[] stripes) {
        List<Checkout> all = new ArrayList<>();
        for (CheckoutList stripe : stripes) {
            stripe.copyTo(all);
        }
        // Only differences of nanos mean something: they may overflow.
        all.sort((left, right) -> Long.compare(left.startNanos() - right.startNanos(), 0));
        return all;
    }
}
