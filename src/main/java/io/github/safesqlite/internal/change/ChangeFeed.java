// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.change;

import io.github.safesqlite.change.Changes;
import io.github.safesqlite.internal.background.Chore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The subscribers of one DataSource, and its looks at what others commit. Safe for use by multiple threads. */
public final class ChangeFeed {
    /** How long it takes at most until the commit of another process is looked for. */
    private static final Duration LOOK_PERIOD = Duration.ofMillis(200);

    private final String poolName;
    private final CommittedChanges committed;
    private final OutsideCommits.Look look;
    private final Chore looking = Chore.housekeeping("safesqlite-changes-look", this::look);
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ChangeSubscription> subscriptions = new HashSet<>();
    private boolean looks;
    private boolean looksNoMore;
    private boolean closed;

    /** @param look sees every change of the database */
    public ChangeFeed(String poolName, CommittedChanges committed, OutsideCommits.Look look) {
        this.poolName = poolName;
        this.committed = committed;
        this.look = look;
    }

    /** Tells of changes of these tables, of all if there are none. */
    public Flow.Publisher<Changes> of(String... tables) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Arrays.stream(tables)
                .map(table -> Objects.requireNonNull(table, "table"))
                .forEach(names::add);
        Set<String> wanted = Collections.unmodifiableSet(names);
        return subscriber -> subscribe(Objects.requireNonNull(subscriber, "subscriber"), wanted);
    }

    private void subscribe(Flow.Subscriber<? super Changes> subscriber, Set<String> tables) {
        var subscription = new ChangeSubscription(poolName, subscriber, tables, this);
        if (!isAdded(subscription)) {
            subscription.complete();
        }
        subscription.begin();
    }

    private boolean isAdded(ChangeSubscription subscription) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            beginToLook();
            subscriptions.add(subscription);
            committed.add(subscription);
            return true;
        } finally {
            lock.unlock();
        }
    }

    // Under the lock.
    private void beginToLook() {
        if (looks || looksNoMore) {
            return;
        }
        committed.outside().begin(look);
        looks = true;
        looking.soon();
    }

    void ended(ChangeSubscription subscription) {
        lock.lock();
        try {
            committed.remove(subscription);
            subscriptions.remove(subscription);
            if (subscriptions.isEmpty() && looks) {
                looks = false;
                committed.outside().end(look);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Duration look() {
        committed.outside().look();
        return isLooking() ? LOOK_PERIOD : null;
    }

    private boolean isLooking() {
        lock.lock();
        try {
            return looks;
        } finally {
            lock.unlock();
        }
    }

    /** Looks no more, so that the database can be closed. What this JVM commits is still told. */
    public void stopLooking() {
        lock.lock();
        try {
            looksNoMore = true;
            if (looks) {
                looks = false;
                committed.outside().end(look);
            }
        } finally {
            lock.unlock();
        }
        looking.end();
    }

    /** Completes all subscriptions, and waits until their subscribers return, for that long. */
    public void close(LongSupplier leftNanos) {
        List<ChangeSubscription> open;
        lock.lock();
        try {
            closed = true;
            open = List.copyOf(subscriptions);
        } finally {
            lock.unlock();
        }
        open.forEach(ChangeSubscription::complete);
        open.forEach(subscription -> subscription.awaitEnd(Duration.ofNanos(leftNanos.getAsLong())));
    }
}
