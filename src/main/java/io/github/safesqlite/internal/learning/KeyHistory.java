// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the transactions of one key have done, and what the next one is expected to do. Safe for use by multiple threads, without
 * a lock.
 */
public final class KeyHistory {
    /** Low enough for a new key to get there soon. */
    private static final long HIGHEST_RATING = 16;

    /** So that the doubled number stays within reach. */
    private static final int MOST_DOUBLINGS = 10;

    private final TransactionKey key;
    private final TrustRules rules;
    private final Ticker ticker;
    private final long created;

    private final FirstRuns firstRuns;

    // Counted no further than the largest number that a rule asks for: what is known to read writes no shared memory.
    private final AtomicInteger readsInARow = new AtomicInteger();
    private final AtomicInteger emptyInARow = new AtomicInteger();
    private volatile boolean everWritten;
    private volatile int trustAgainAfter;
    private volatile long lastWrite;

    private final LongAdder wrote = new LongAdder();
    private final LongAdder begunReading = new LongAdder();
    private final LongAdder begunInGate = new LongAdder();
    private final LongAdder gaveWay = new LongAdder();
    private final LongAdder validated = new LongAdder();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder gateNanosSaved = new LongAdder();
    private final LongAdder gateNanosOfReads = new LongAdder();

    // Touched by the sweep alone.
    private long ratedTransactions;
    private long rating;

    KeyHistory(TransactionKey key, TrustRules rules, Ticker ticker) {
        this.key = key;
        this.rules = rules;
        this.ticker = ticker;
        this.created = ticker.nanos();
        this.firstRuns = new FirstRuns(rules.firstRunTimeout(), ticker);
        this.trustAgainAfter = rules.againAfter();
    }

    public TransactionKey key() {
        return key;
    }

    /** What the next transaction will do, as far as one can know. */
    public Expectation expected() {
        boolean written = hasWritten();
        int reads = readsInARow.get();
        if (reads >= (written ? trustAgainAfter : rules.after()) || hasNeverFoundWork(reads)) {
            return Expectation.READS;
        }
        return written ? Expectation.WRITES : Expectation.UNKNOWN;
    }

    /** One that finds nothing says little: the one that finds something may write. */
    private boolean hasNeverFoundWork(int reads) {
        return !everWritten && (long) reads + emptyInARow.get() >= rules.againAfter();
    }

    /**
     * Waits, if need be, for what the transaction that runs now will tell of the key.
     *
     * @param isEnded whether the wait is to be given up
     * @return to be ended with the transaction; null if it runs beside others, or if the next one is no longer unknown
     */
    public FirstRuns.@Nullable Run beginFirstRun(BooleanSupplier isEnded) {
        return firstRuns.begin(() -> expected() != Expectation.UNKNOWN || isEnded.getAsBoolean());
    }

    /** Whether one has written, or failed by a conflict, not too long ago. */
    public boolean hasWritten() {
        return everWritten && isRecent(lastWrite);
    }

    private boolean isRecent(long nanos) {
        return ticker.nanos() - nanos <= rules.forgetWritesAfter().toNanos();
    }

    /** A transaction has begun beside the writer. */
    public void beganReading() {
        begunReading.increment();
    }

    /** A transaction has begun in the write gate. */
    public void beganInGate() {
        begunInGate.increment();
    }

    /** A transaction has ended. */
    public void ended(Ended how) {
        switch (how) {
            case WROTE -> {
                wrote.increment();
                expectWrites();
            }
            case READ -> count(readsInARow, Math.max(rules.after(), trustAgainAfter));
            case FOUND_NOTHING -> count(emptyInARow, rules.againAfter());
        }
    }

    private static void count(AtomicInteger inARow, int most) {
        int before = inARow.get();
        // One that is lost to another thread will be made up for.
        if (before < most) {
            inARow.compareAndSet(before, before + 1);
        }
    }

    /** A transaction that had only read has left the gate to those who waited. */
    public void gaveWay() {
        gaveWay.increment();
    }

    /** A transaction went on with a newer snapshot, because all that it had read was unchanged. */
    public void validated() {
        validated.increment();
    }

    /**
     * A transaction failed because what it had read was changed. The next one is expected to write, and to be trusted again takes
     * twice as many as before.
     */
    public void conflicted() {
        conflicts.increment();
        long most = Math.min(Integer.MAX_VALUE, (long) rules.againAfter() << MOST_DOUBLINGS);
        trustAgainAfter = (int) Math.min(most, 2L * trustAgainAfter);
        expectWrites();
    }

    /** A transaction has spent this time outside of the gate, where it would have been in it. */
    public void gateTimeSaved(long nanos) {
        gateNanosSaved.add(nanos);
    }

    /** A transaction that only read has spent this time in the gate. */
    public void gateTimeOfReads(long nanos) {
        gateNanosOfReads.add(nanos);
    }

    /** What has happened so far. */
    TransactionSnapshot.Counts counts() {
        return new TransactionSnapshot.Counts(
                wrote.sum(),
                begunReading.sum(),
                begunInGate.sum(),
                gaveWay.sum(),
                validated.sum(),
                conflicts.sum(),
                Duration.ofNanos(gateNanosSaved.sum()),
                Duration.ofNanos(gateNanosOfReads.sum()));
    }

    /** What has happened so far, and what is expected, for people. */
    TransactionSnapshot.Kind snapshot(TransactionSnapshot.Counts counts) {
        return new TransactionSnapshot.Kind(
                SqlText.abbreviate(key.fingerprint()),
                key.name(),
                TransactionSnapshot.Expected.valueOf(expected().name()),
                counts);
    }

    /** When it was first heard of, by the ticker. */
    long created() {
        return created;
    }

    /** Rates how much it is used: what is new counts full, what was rated before counts half, and much counts no more than enough. */
    void rate() {
        long transactions = begunReading.sum() + begunInGate.sum();
        rating = Math.min(HIGHEST_RATING, rating / 2 + transactions - ratedTransactions);
        ratedTransactions = transactions;
    }

    /** As it was last rated. */
    long rating() {
        return rating;
    }

    private void expectWrites() {
        lastWrite = ticker.nanos();
        everWritten = true;
        readsInARow.set(0);
        emptyInARow.set(0);
    }
}
