// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.listeners;

import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.log.Log;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Counts what goes wrong with listeners, and logs the first of each kind for each listener. Safe for use by multiple threads. */
final class ListenerProblems {
    private static final Log LOG = Log.named("io.github.safesqlite.listener");

    private final String poolName;
    private final LongAdder failures = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final Set<SqliteListener> knownToFail = identities();
    private final Set<SqliteListener> knownToDrop = identities();

    ListenerProblems(String poolName) {
        this.poolName = poolName;
    }

    private static Set<SqliteListener> identities() {
        return Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    String poolName() {
        return poolName;
    }

    long failures() {
        return failures.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    void failed(SqliteListener listener, String event, Throwable failure) {
        failures.increment();
        if (knownToFail.add(listener)) {
            LOG.atWarn()
                    .addKeyValue("pool", poolName)
                    .addKeyValue("listener", name(listener))
                    .addKeyValue("event", event)
                    .setCause(failure)
                    .log(
                            "{}: listener {} failed in {}; further failures are only counted.",
                            poolName,
                            name(listener),
                            event);
        }
    }

    void dropped(SqliteListener listener, String event) {
        dropped.increment();
        if (knownToDrop.add(listener)) {
            LOG.atWarn()
                    .addKeyValue("pool", poolName)
                    .addKeyValue("listener", name(listener))
                    .addKeyValue("event", event)
                    .log(
                            "{}: listener {} is {} events behind: it is blocked or slow. Events are dropped until it has"
                                    + " caught up, and are only counted from now on; the first one is {}.",
                            poolName,
                            name(listener),
                            Mailbox.CAPACITY,
                            event);
        }
    }

    // The class, not toString(): that is the code that just failed.
    private static String name(SqliteListener listener) {
        return listener.getClass().getName();
    }
}
