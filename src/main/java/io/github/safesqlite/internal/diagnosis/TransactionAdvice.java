// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot.Counts;
import io.github.safesqlite.snapshot.TransactionSnapshot.Expected;
import io.github.safesqlite.snapshot.TransactionSnapshot.Kind;
import java.time.Duration;
import java.util.Comparator;

/** Advice on transactions that cost the gate although they only read, and on those that fail by conflicts, in words. */
final class TransactionAdvice {
    private static final Duration MUCH_TIME = Duration.ofSeconds(1);
    private static final long ENOUGH = 100;
    private static final long MANY_FORGOTTEN = 1000;
    private static final double SMALL_SHARE = 0.1;
    private static final double LARGE_SHARE = 0.2;
    private static final long SEVERAL_CONFLICTS = 3;
    private static final double MANY_CONFLICTS = 0.01;

    private TransactionAdvice() {}

    /** Names the worst kind in each respect; nothing if all is well, or nothing was learned. */
    static void append(TransactionSnapshot transactions, boolean writersWait, StringBuilder advice) {
        if (writersWait) {
            readsInGate(transactions, advice);
        }
        forgotten(transactions, advice);
        conflicts(transactions, advice);
    }

    private static void readsInGate(TransactionSnapshot transactions, StringBuilder advice) {
        Kind worst = transactions.busiest().stream()
                .filter(TransactionAdvice::rarelyWritesAndCostsMuch)
                .max(Comparator.comparing(kind -> kind.counts().gateTimeOfReads()))
                .orElse(null);
        if (worst != null) {
            Counts counts = worst.counts();
            advice.append("; transactions that begin with ")
                    .append(worst.describe())
                    .append(" wrote in ")
                    .append(counts.wrote())
                    .append(" of ")
                    .append(counts.transactions())
                    .append(" cases, and the others held the gate for ")
                    .append(counts.gateTimeOfReads().toMillis())
                    .append(" ms: call setReadOnly(true) where they only read, or name them (transactionNames)");
        }
    }

    private static void forgotten(TransactionSnapshot transactions, StringBuilder advice) {
        long forgotten = transactions.forgotten().begunInGate();
        if (forgotten >= MANY_FORGOTTEN
                && forgotten >= LARGE_SHARE * transactions.total().transactions()) {
            advice.append("; ")
                    .append(forgotten)
                    .append(" transactions began in the gate with statements or names that never came again: use"
                            + " fewer names (transactionNames), or raise adaptiveKeys");
        }
    }

    private static void conflicts(TransactionSnapshot transactions, StringBuilder advice) {
        Kind worst = transactions.busiest().stream()
                .max(Comparator.comparingLong(kind -> kind.counts().conflicts()))
                .orElse(null);
        if (worst == null) {
            return;
        }
        long conflicts = worst.counts().conflicts();
        if (conflicts >= SEVERAL_CONFLICTS
                && conflicts >= MANY_CONFLICTS * worst.counts().transactions()) {
            advice.append("; ")
                    .append(conflicts)
                    .append(" of ")
                    .append(worst.counts().transactions())
                    .append(" transactions that begin with ")
                    .append(worst.describe())
                    .append(" failed because what they had read was changed before they wrote: let them write first, or"
                            + " begin them with BEGIN IMMEDIATE");
        }
    }

    private static boolean rarelyWritesAndCostsMuch(Kind kind) {
        Counts counts = kind.counts();
        return kind.expected() == Expected.WRITES
                && counts.transactions() >= ENOUGH
                && counts.wrote() <= SMALL_SHARE * counts.transactions()
                && counts.gateTimeOfReads().compareTo(MUCH_TIME) >= 0;
    }
}
