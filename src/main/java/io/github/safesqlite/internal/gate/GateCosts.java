// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.sql.Fingerprint;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.StatementCosts;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What each statement has cost in a gate, for a bounded number of texts without values. Safe for use by multiple threads.
 *
 * <p>A text that is known costs a look into a map. One that is new is written down without its values first, outside the lock.
 */
public final class GateCosts {
    static final int MOST_TEXTS = 200;
    private static final int MOST_SPELLINGS = 1000;
    private static final int LONGEST_SPELLING = 2000;
    private static final String UNKNOWN = "(no statement)";

    private final Lock gateLock;
    private final Ticker ticker;
    /** By the text as it was sent. */
    private final Map<String, TextCost> spellings = new ConcurrentHashMap<>();

    // Guarded by the gate's lock.
    private final Map<String, TextCost> texts = new HashMap<>();
    private long droppedTexts;
    private long sinceNanos;

    GateCosts(Lock gateLock, Ticker ticker) {
        this.gateLock = gateLock;
        this.ticker = ticker;
        this.sinceNanos = ticker.nanos();
    }

    /** Where the cost of a statement is added. Called without the gate's lock. */
    TextCost of(@Nullable String sql) {
        String spelling = sql == null ? UNKNOWN : sql;
        TextCost known = spellings.get(spelling);
        return known == null ? ofNew(spelling) : known;
    }

    private TextCost ofNew(String spelling) {
        String text = Fingerprint.of(spelling);
        TextCost cost;
        gateLock.lock();
        try {
            if (texts.size() == MOST_TEXTS && !texts.containsKey(text)) {
                dropCheapest();
            }
            cost = texts.computeIfAbsent(text, TextCost::new);
            if (spelling.length() <= LONGEST_SPELLING) {
                if (spellings.size() >= MOST_SPELLINGS) {
                    spellings.clear();
                }
                spellings.put(spelling, cost);
            }
        } finally {
            gateLock.unlock();
        }
        return cost;
    }

    private void dropCheapest() {
        TextCost cheapest = texts.values().stream()
                .min(Comparator.comparingLong(TextCost::heldNanos))
                .orElseThrow();
        texts.remove(cheapest.text());
        spellings.values().removeIf(cost -> cost == cheapest);
        droppedTexts++;
    }

    /** The costs since the last reset, those that held the gate for longest first. */
    public StatementCosts snapshot() {
        gateLock.lock();
        try {
            return new StatementCosts(
                    Duration.ofNanos(ticker.nanos() - sinceNanos),
                    texts.values().stream()
                            .filter(cost -> cost.calls() > 0)
                            .sorted(Comparator.comparingLong(TextCost::heldNanos)
                                    .reversed())
                            .map(TextCost::shown)
                            .toList(),
                    droppedTexts);
        } finally {
            gateLock.unlock();
        }
    }

    /** Forgets all costs. */
    public void reset() {
        gateLock.lock();
        try {
            texts.clear();
            spellings.clear();
            droppedTexts = 0;
            sinceNanos = ticker.nanos();
        } finally {
            gateLock.unlock();
        }
    }
}
