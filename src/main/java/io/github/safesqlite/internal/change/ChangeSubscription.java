// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.change;

import io.github.safesqlite.change.Changes;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.log.Log;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber and what it has not been told yet. It is called by one thread at a time, never by one that commits. Safe for use by
 * multiple threads.
 */
final class ChangeSubscription implements Flow.Subscription {
    /** How many commits wait one by one; later ones are added to the last of them. */
    static final int MOST_WAITING = 16;

    private static final Log log = Log.named("io.github.safesqlite.listener");

    /** Where it is. */
    private enum State {
        /** Before {@code onSubscribe} has returned: nothing else is called. */
        BEGINNING,
        OPEN,
        /** It is to be told of the end when it has got what it has asked for. */
        COMPLETING,
        /** It is to be told of a failure. */
        FAILING,
        ENDED
    }

    private final String poolName;
    private final Flow.Subscriber<? super Changes> subscriber;
    private final Set<String> tables;
    private final ChangeFeed feed;
    private final Chore delivery = Chore.delivering("safesqlite-changes", this::deliver);
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private State state = State.BEGINNING;
    private long demand;
    private boolean completes;
    private @Nullable Throwable failure;

    /** What waits, of one commit or several. */
    private static final class Waiting {
        private final ChangeSet changes;
        private long commits = 1;

        private Waiting(ChangeSet changes) {
            this.changes = changes;
        }
    }

    /** @param tables whose changes it is told, all if there are none */
    ChangeSubscription(
            String poolName, Flow.Subscriber<? super Changes> subscriber, Set<String> tables, ChangeFeed feed) {
        this.poolName = poolName;
        this.subscriber = subscriber;
        this.tables = tables;
        this.feed = feed;
    }

    void begin() {
        try {
            subscriber.onSubscribe(this);
        } catch (Throwable broken) {
            failed("onSubscribe", broken);
        }
        lock.lock();
        try {
            if (state == State.BEGINNING) {
                state = failure != null ? State.FAILING : completes ? State.COMPLETING : State.OPEN;
            }
        } finally {
            lock.unlock();
        }
        delivery.soon();
    }

    private void failed(String method, Throwable broken) {
        log.atWarn()
                .addKeyValue("pool", poolName)
                .addKeyValue("listener", subscriber.getClass().getName())
                .addKeyValue("event", method)
                .setCause(broken)
                .log("{}: a subscriber of changes failed in {}; its subscription is cancelled", poolName, method);
        fail(broken);
    }

    /** Adds what was committed. Does not wait for the subscriber. */
    void offer(ChangeSet committed) {
        ChangeSet wanted = committed.of(tables);
        if (wanted.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            if (state != State.BEGINNING && state != State.OPEN) {
                return;
            }
            if (waiting.size() < MOST_WAITING) {
                waiting.addLast(new Waiting(wanted));
            } else {
                Waiting last = waiting.getLast();
                last.changes.add(wanted);
                last.commits++;
            }
            if (demand > 0) {
                delivery.soon();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            fail(new IllegalArgumentException(
                    "request(" + count + "): a subscriber must request at least 1 (Reactive Streams, rule 3.9)"));
            return;
        }
        lock.lock();
        try {
            demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
        } finally {
            lock.unlock();
        }
        delivery.soon();
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            state = State.ENDED;
            waiting.clear();
        } finally {
            lock.unlock();
        }
        end();
    }

    /** No more is committed; what it has asked for is still told. */
    void complete() {
        lock.lock();
        try {
            completes = true;
            if (state == State.OPEN) {
                state = State.COMPLETING;
            }
        } finally {
            lock.unlock();
        }
        delivery.soon();
    }

    /** Waits for the end of what it is in, for that long. */
    void awaitEnd(Duration longest) {
        delivery.awaitEnd(longest);
    }

    private void fail(Throwable reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
                waiting.clear();
            }
            if (state == State.OPEN || state == State.COMPLETING) {
                state = State.FAILING;
            }
        } finally {
            lock.unlock();
        }
        delivery.soon();
    }

    private @Nullable Duration deliver() {
        for (Changes next = next(); next != null; next = next()) {
            try {
                subscriber.onNext(next);
            } catch (Throwable broken) {
                failed("onNext", broken);
            }
        }
        tellEnd();
        return null;
    }

    private @Nullable Changes next() {
        lock.lock();
        try {
            if (state != State.OPEN && state != State.COMPLETING || demand == 0 || waiting.isEmpty()) {
                return null;
            }
            if (demand != Long.MAX_VALUE) {
                demand--;
            }
            Waiting first = waiting.removeFirst();
            return first.changes.told(first.commits);
        } finally {
            lock.unlock();
        }
    }

    private void tellEnd() {
        State end;
        lock.lock();
        try {
            end = state;
            if (end == State.COMPLETING || end == State.FAILING) {
                state = State.ENDED;
            }
        } finally {
            lock.unlock();
        }
        Throwable reason = failure;
        try {
            if (end == State.COMPLETING) {
                end();
                subscriber.onComplete();
            } else if (end == State.FAILING && reason != null) {
                end();
                subscriber.onError(reason);
            }
        } catch (Throwable broken) {
            log.atDebug()
                    .setCause(broken)
                    .log("{}: a subscriber of changes failed when it was told of its end", poolName);
        }
    }

    private void end() {
        feed.ended(this);
        delivery.end();
    }
}
