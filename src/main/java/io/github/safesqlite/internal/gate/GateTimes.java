// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How long entrants waited for the gate and how long holders stayed, over the last one to two minutes, and how that has grown over
 * weeks. Guarded by the gate's lock.
 */
final class GateTimes {
    private static final long WINDOW_NANOS = 60_000_000_000L;
    private static final int MOST_TEXTS = 64;
    private static final int LEAST_HOLDS = 20;
    private static final int LONGEST_TEXT = 2000;

    private final DailyPeaks peaks;
    private Window current;
    private @Nullable Window before;

    GateTimes(long nowNanos) {
        peaks = new DailyPeaks(nowNanos);
        current = new Window(nowNanos);
    }

    void waited(long nanos) {
        current.waitNanos += nanos;
    }

    /** Counts a stay; the SQL of one that others waited for is kept, as the one to blame. */
    void held(long nanos, @Nullable String sql, boolean othersWait, long nowNanos) {
        if (nowNanos - current.startNanos > WINDOW_NANOS) {
            peaks.held(current.holdNanos, current.startNanos);
            before = nowNanos - current.startNanos > 2 * WINDOW_NANOS ? null : current;
            current = new Window(nowNanos);
        }
        current.holdNanos += nanos;
        current.holds++;
        if (othersWait && sql != null && sql.length() <= LONGEST_TEXT) {
            current.blame(sql, nanos);
        }
    }

    /** How long holders stayed on average; zero if there were too few in the last two minutes to tell. */
    long averageHoldNanos(long nowNanos) {
        Window last = before;
        long holds = current.holds + (last == null ? 0 : last.holds);
        long nanos = current.holdNanos + (last == null ? 0 : last.holdNanos);
        boolean isOld = nowNanos - current.startNanos > 2 * WINDOW_NANOS;
        return isOld || holds < LEAST_HOLDS ? 0 : nanos / holds;
    }

    /** The sums, with the stay that is under way. */
    GateLoad load(long nowNanos, long holdSoFarNanos, @Nullable String holderSql) {
        Window last = before;
        Window first = last == null ? current : last;
        Map<String, Blame> blamed = new HashMap<>();
        current.addTo(blamed);
        if (last != null) {
            last.addTo(blamed);
        }
        if (holderSql != null) {
            blamed.computeIfAbsent(holderSql, sql -> new Blame()).add(1, holdSoFarNanos);
        }
        String worst = null;
        Blame most = new Blame();
        for (Map.Entry<String, Blame> entry : blamed.entrySet()) {
            if (entry.getValue().nanos > most.nanos) {
                worst = entry.getKey();
                most = entry.getValue();
            }
        }
        return new GateLoad(
                Duration.ofNanos(nowNanos - first.startNanos),
                Duration.ofNanos(current.waitNanos + (last == null ? 0 : last.waitNanos)),
                Duration.ofNanos(current.holdNanos + (last == null ? 0 : last.holdNanos) + holdSoFarNanos),
                current.holds + (last == null ? 0 : last.holds) + (holdSoFarNanos > 0 ? 1 : 0),
                worst,
                Duration.ofNanos(most.count == 0 ? 0 : most.nanos / most.count),
                peaks.growth(nowNanos));
    }

    private static final class Window {
        private final long startNanos;
        private final Map<String, Blame> blamed = new HashMap<>();
        private long waitNanos;
        private long holdNanos;
        private long holds;

        Window(long startNanos) {
            this.startNanos = startNanos;
        }

        void blame(String sql, long nanos) {
            Blame known = blamed.get(sql);
            if (known == null && blamed.size() < MOST_TEXTS) {
                known = new Blame();
                blamed.put(sql, known);
            }
            if (known != null) {
                known.add(1, nanos);
            }
        }

        void addTo(Map<String, Blame> sums) {
            blamed.forEach((sql, blame) ->
                    sums.computeIfAbsent(sql, text -> new Blame()).add(blame.count, blame.nanos));
        }
    }

    private static final class Blame {
        private long count;
        private long nanos;

        void add(long moreCount, long moreNanos) {
            count += moreCount;
            nanos += moreNanos;
        }
    }
}
