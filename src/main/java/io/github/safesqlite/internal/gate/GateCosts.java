// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.sql.Fingerprint;
import io.github.safesqlite.internal.sql.RecentTexts;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.StatementCosts;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What each statement has cost in a gate, for a bounded number of texts without values. Safe for use by multiple threads.
 *
 * <p>A text that is known costs a look into a map. To write a new one down without its values takes as long as some statements
 * run, so where texts carry their values and do not come again, short ones are counted by a sample: each that is taken counts
 * for those that were not.
 */
public final class GateCosts {
    static final int MOST_TEXTS = 200;

    /** So many new texts are all counted; of those behind them one of so many. */
    static final int NEW_TEXTS_COUNTED = 1000;

    static final int SAMPLED = 16;

    private static final int MOST_SPELLINGS = 1000;
    private static final int LONGEST_SPELLING = 2000;
    private static final long LONG_NANOS = 1_000_000;
    private static final String UNKNOWN = "(no statement)";

    private final Ticker ticker;

    // Guarded by this.
    /** By the text as it was sent. */
    private final Map<String, TextCost> spellings = new HashMap<>();

    /** The one of them that came last: most statements run again and again. */
    private @Nullable String lastSpelling;

    private @Nullable TextCost lastCost;

    private final RecentTexts recent = new RecentTexts();
    private final Map<String, TextCost> texts = new HashMap<>();
    private final Map<StatementCosts.Kind, CostSum> totals = new EnumMap<>(StatementCosts.Kind.class);
    private long newTexts;
    private long droppedTexts;
    private long sinceNanos;

    GateCosts(Ticker ticker) {
        this.ticker = ticker;
        this.sinceNanos = ticker.nanos();
        for (StatementCosts.Kind kind : StatementCosts.Kind.values()) {
            totals.put(kind, new CostSum());
        }
    }

    /** Adds what a statement has cost; null is none. Called without the gate's lock. */
    void add(GateStatement.@Nullable Spent spent) {
        if (spent == null) {
            return;
        }
        String spelling = spent.sql() == null ? UNKNOWN : spent.sql();
        Sight sight = look(spelling, spent);
        if (sight.weight > 0) {
            String text = Fingerprint.of(spelling);
            synchronized (this) {
                TextCost cost = costOf(text);
                cost.add(spent, sight.weight);
                if (sight == Sight.AGAIN) {
                    remember(spelling, cost);
                }
            }
        }
    }

    /** How a text has come, and how many statements it is to count for. */
    private enum Sight {
        /** It is counted. */
        KNOWN(0),
        AGAIN(1),
        NEW(1),
        NEW_IN_SAMPLE(SAMPLED),
        NEW_NOT_IN_SAMPLE(0);

        private final int weight;

        Sight(int weight) {
            this.weight = weight;
        }
    }

    private synchronized Sight look(String spelling, GateStatement.Spent spent) {
        TextCost known = isLast(spelling) ? lastCost : spellings.get(spelling);
        if (known != null) {
            lastSpelling = spelling;
            lastCost = known;
            known.add(spent, 1);
            return Sight.KNOWN;
        }
        if (recent.hasCome(spelling)) {
            return Sight.AGAIN;
        }
        if (spent.nanos() >= LONG_NANOS) {
            return Sight.NEW;
        }
        newTexts++;
        if (newTexts <= NEW_TEXTS_COUNTED) {
            return Sight.NEW;
        }
        return newTexts % SAMPLED == 0 ? Sight.NEW_IN_SAMPLE : Sight.NEW_NOT_IN_SAMPLE;
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // A look at the text itself takes longer than the map.
    private boolean isLast(String spelling) {
        return spelling == lastSpelling;
    }

    private void forgetLast() {
        lastSpelling = null;
        lastCost = null;
    }

    private TextCost costOf(String text) {
        if (texts.size() == MOST_TEXTS && !texts.containsKey(text)) {
            dropCheapest();
        }
        return texts.computeIfAbsent(text, added -> new TextCost(added, sumOf(TextKind.of(added))));
    }

    private void remember(String spelling, TextCost cost) {
        if (spelling.length() > LONGEST_SPELLING) {
            return;
        }
        if (spellings.size() >= MOST_SPELLINGS) {
            spellings.clear();
            forgetLast();
        }
        spellings.put(spelling, cost);
    }

    private void dropCheapest() {
        TextCost cheapest = texts.values().stream()
                .min(Comparator.comparingLong(TextCost::heldNanos))
                .orElseThrow();
        texts.remove(cheapest.text());
        spellings.values().removeIf(cost -> cost == cheapest);
        forgetLast();
        droppedTexts++;
    }

    /** The costs since the last reset, those that held the gate for longest first. */
    public StatementCosts snapshot() {
        return snapshot(MOST_TEXTS);
    }

    /** The same for that many texts at most. */
    public synchronized StatementCosts snapshot(int most) {
        return new StatementCosts(
                Duration.ofNanos(ticker.nanos() - sinceNanos),
                texts.values().stream()
                        .sorted(Comparator.comparingLong(TextCost::heldNanos).reversed())
                        .limit(most)
                        .map(TextCost::shown)
                        .toList(),
                droppedTexts);
    }

    /** What all statements of a kind have cost since the file was opened: sums that a reset leaves alone, for graphs. */
    public synchronized StatementCosts.Totals totals(StatementCosts.Kind kind) {
        return sumOf(kind).shown();
    }

    private CostSum sumOf(StatementCosts.Kind kind) {
        return Objects.requireNonNull(totals.get(kind));
    }

    /** Forgets the costs of all texts. */
    public synchronized void reset() {
        texts.clear();
        spellings.clear();
        forgetLast();
        newTexts = 0;
        droppedTexts = 0;
        sinceNanos = ticker.nanos();
    }
}
