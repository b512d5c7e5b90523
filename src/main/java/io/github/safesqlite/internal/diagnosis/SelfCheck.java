// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.event.SelfCheckReport;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.invariant.Suspicion;
import io.github.safesqlite.internal.leak.Checkout;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.pool.ConnectionSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks now and then that the pool, the write gate and the list of open connections of one DataSource agree. What two checks in a
 * row find is no moment between two steps but a fault of the library: it is logged with the whole snapshot and told to the
 * listeners, once. Safe for use by multiple threads.
 */
public final class SelfCheck implements AutoCloseable {
    private static final Log LOG = Log.named("io.github.safesqlite.selfcheck");
    private static final Duration ENDING = Duration.ofSeconds(1);

    private final String poolName;
    private final ConnectionSource source;
    private final LeakTracker leaks;
    private final Listeners listeners;
    private final Supplier<?> picture;
    private @Nullable Chore chore;

    // Used by one check at a time.
    private Set<Object> suspectedBefore = Set.of();
    private final Set<Object> reported = new HashSet<>();

    private volatile List<String> violations = List.of();

    /** A check of these parts, which writes {@code picture} to the log. */
    public SelfCheck(
            String poolName, ConnectionSource source, LeakTracker leaks, Listeners listeners, Supplier<?> picture) {
        this.poolName = poolName;
        this.source = source;
        this.leaks = leaks;
        this.listeners = listeners;
        this.picture = picture;
    }

    /** Checks in that interval from now on, in the background. */
    public void start(Duration interval) {
        Chore started = Chore.housekeeping(poolName + "-self-check", () -> {
            look();
            return interval;
        });
        chore = started;
        started.within(interval);
    }

    /** What the last check found wrong, a sentence each. */
    public List<String> violations() {
        return violations;
    }

    /** Checks once. */
    void look() {
        Map<Object, String> suspected = suspected();
        Map<Object, String> lasting = new LinkedHashMap<>(suspected);
        lasting.keySet().retainAll(suspectedBefore);
        suspectedBefore = suspected.keySet();
        violations = List.copyOf(lasting.values());
        reported.retainAll(lasting.keySet());
        List<String> unheard = lasting.entrySet().stream()
                .filter(violation -> reported.add(violation.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        if (!unheard.isEmpty()) {
            tell(new SelfCheckReport(poolName, unheard));
        }
    }

    private Map<Object, String> suspected() {
        Set<Long> open = leaks.open().stream().map(Checkout::sessionId).collect(Collectors.toSet());
        List<Suspicion> suspicions = new ArrayList<>(leaks.suspicions());
        suspicions.addAll(source.gate().suspicions());
        suspicions.addAll(source.suspicions(open::contains));
        Hold hold = source.gate().holder();
        if (hold != null && isOfNobody(hold.entrant(), open)) {
            long session = hold.entrant().sessionId();
            suspicions.add(new Suspicion(hold, "connection #" + session + " is closed, and is in the write gate"));
        }
        Map<Object, String> bySubject = new LinkedHashMap<>();
        suspicions.forEach(suspicion -> bySubject.put(suspicion.subject(), suspicion.text()));
        return bySubject;
    }

    /** Whether it entered for a session of this DataSource that is not open. */
    private boolean isOfNobody(Entrant entrant, Set<Long> open) {
        return entrant.sessionId() != 0 && entrant.isToldTo(listeners) && !open.contains(entrant.sessionId());
    }

    private void tell(SelfCheckReport report) {
        LOG.atError()
                .addKeyValue("pool", poolName)
                .addKeyValue("violations", report.violations().size())
                .log(
                        "{}: the self-check found what must not be: {}. This is a fault of the library: please report it with"
                                + " what follows. A restart of the application frees what is stuck. Holders and waiters now,"
                                + " oldest first:\n{}",
                        poolName,
                        String.join("; ", report.violations()),
                        picture.get());
        listeners.selfCheckFailed(report);
    }

    @Override
    public void close() {
        if (chore != null) {
            chore.end();
            chore.awaitEnd(ENDING);
        }
    }
}
