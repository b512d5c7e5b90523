// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.config.AdaptiveConfig;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.TransactionNames;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The histories of the transaction keys of a DataSource. Safe for use by multiple threads; a known key is found without a lock.
 *
 * <p>There are about as many as allowed, at most. When there are more, a quarter of them goes: those that were used least, where an
 * older use counts half at each such sweep, and the oldest of them first. So a key in use stays however many texts come once.
 */
public final class LearnedKeys {
    private static final int MOST_SHOWN = 100;

    /** The least used first, and of those the oldest. */
    private static final Comparator<KeyHistory> LEAST_USED = Comparator.comparingLong(KeyHistory::rating)
            .thenComparing(KeyHistory::created, (first, second) -> Long.signum(first - second));

    private final int mostKeys;
    private final TrustRules rules;
    private final Ticker ticker;
    private final TransactionNames names;
    private final ConcurrentMap<TransactionKey, KeyHistory> histories = new ConcurrentHashMap<>();

    private final ReentrantLock sweeping = new ReentrantLock();
    // Guarded by sweeping.
    private TransactionSnapshot.Counts forgotten = TransactionSnapshot.Counts.NONE;

    /** None yet, within the limits of a DataSource. */
    public static LearnedKeys of(SqliteConfig config, Ticker ticker) {
        AdaptiveConfig adaptive = config.adaptive();
        return new LearnedKeys(
                adaptive.keys(),
                TrustRules.of(adaptive),
                ticker,
                config.beginMode() == BeginMode.ADAPTIVE ? CurrentName.of(config) : () -> null);
    }

    /** Remembers about that many keys. */
    LearnedKeys(int mostKeys, TrustRules rules, Ticker ticker, TransactionNames names) {
        this.mostKeys = mostKeys;
        this.rules = rules;
        this.ticker = ticker;
        this.names = names;
    }

    /** The history of the transactions that begin with this statement. */
    public KeyHistory of(SqlStatement first) {
        return of(new TransactionKey(first.fingerprint(), names.currentName()));
    }

    KeyHistory of(TransactionKey key) {
        KeyHistory known = histories.get(key);
        return known != null ? known : learn(key);
    }

    private KeyHistory learn(TransactionKey key) {
        KeyHistory added = new KeyHistory(key, rules, ticker);
        KeyHistory known = histories.putIfAbsent(key, added);
        // Whoever finds another thread at it leaves it to that one.
        if (known == null && histories.size() > mostKeys && sweeping.tryLock()) {
            try {
                sweep(added);
            } finally {
                sweeping.unlock();
            }
        }
        return known != null ? known : added;
    }

    private void sweep(KeyHistory added) {
        var candidates = new ArrayList<>(histories.values());
        candidates.remove(added);
        candidates.forEach(KeyHistory::rate);
        candidates.sort(LEAST_USED);
        int surplus = Math.max(0, candidates.size() - (mostKeys - mostKeys / 4));
        for (KeyHistory each : candidates.subList(0, surplus)) {
            histories.remove(each.key());
            forgotten = forgotten.plus(each.counts());
        }
    }

    /** What has been learned so far. */
    public TransactionSnapshot snapshot() {
        sweeping.lock();
        try {
            var counted = new ArrayList<Map.Entry<KeyHistory, TransactionSnapshot.Counts>>();
            TransactionSnapshot.Counts total = forgotten;
            for (KeyHistory each : histories.values()) {
                TransactionSnapshot.Counts counts = each.counts();
                counted.add(Map.entry(each, counts));
                total = total.plus(counts);
            }
            List<TransactionSnapshot.Kind> busiest = counted.stream()
                    .sorted(Comparator.comparingLong(each -> -each.getValue().transactions()))
                    .limit(MOST_SHOWN)
                    .map(each -> each.getKey().snapshot(each.getValue()))
                    .toList();
            return new TransactionSnapshot(counted.size(), total, forgotten, busiest);
        } finally {
            sweeping.unlock();
        }
    }

    /** What has happened to all transactions, also to those of keys that are no longer remembered. */
    public TransactionSnapshot.Counts total() {
        sweeping.lock();
        try {
            TransactionSnapshot.Counts total = forgotten;
            for (KeyHistory each : histories.values()) {
                total = total.plus(each.counts());
            }
            return total;
        } finally {
            sweeping.unlock();
        }
    }

    /** All that are remembered, in no order. */
    List<KeyHistory> all() {
        return List.copyOf(histories.values());
    }
}
