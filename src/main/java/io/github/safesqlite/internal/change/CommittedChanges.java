// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.change;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Who wants to know what is committed to one database file in this JVM. Safe for use by multiple threads. */
public final class CommittedChanges {
    /** The order in which subscribers are told. */
    private final ReentrantLock order = new ReentrantLock();

    private final OutsideCommits outside = new OutsideCommits(this::anyTable);
    private volatile List<ChangeSubscription> subscriptions = List.of();

    /** Whether anyone wants to know. If not, nothing needs to be recorded. */
    public boolean isListenedTo() {
        return !subscriptions.isEmpty();
    }

    /** What others commit. */
    public OutsideCommits outside() {
        return outside;
    }

    /** This was committed. The caller is still in the gate, so that commits are told in their order. Does not wait for subscribers. */
    public void committed(ChangeSet changes) {
        order.lock();
        try {
            subscriptions.forEach(subscription -> subscription.offer(changes));
        } finally {
            order.unlock();
        }
    }

    private void anyTable() {
        ChangeSet any = new ChangeSet();
        any.anyTable();
        committed(any);
    }

    void add(ChangeSubscription subscription) {
        order.lock();
        try {
            List<ChangeSubscription> all = new ArrayList<>(subscriptions);
            all.add(subscription);
            subscriptions = List.copyOf(all);
        } finally {
            order.unlock();
        }
    }

    void remove(ChangeSubscription subscription) {
        order.lock();
        try {
            subscriptions = subscriptions.stream()
                    .filter(other -> other != subscription)
                    .toList();
        } finally {
            order.unlock();
        }
    }
}
