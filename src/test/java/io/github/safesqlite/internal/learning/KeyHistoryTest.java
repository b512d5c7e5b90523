// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.snapshot.TransactionSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot.Counts;
import io.github.safesqlite.testing.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyHistoryTest {
    private static final int AFTER = 3;
    private static final int AGAIN_AFTER = 10;
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeTicker ticker = new FakeTicker();
    private final KeyHistory history = new KeyHistory(
            new TransactionKey("SELECT ?", null), new TrustRules(AFTER, AGAIN_AFTER, HOUR, HOUR), ticker);

    private void read(int times) {
        for (int i = 0; i < times; i++) {
            history.ended(Ended.READ);
        }
    }

    @Test
    void isUnknownUntilEnoughHaveRead() {
        assertEquals(Expectation.UNKNOWN, history.expected());
        read(AFTER - 1);
        assertEquals(Expectation.UNKNOWN, history.expected());
        read(1);
        assertEquals(Expectation.READS, history.expected());
        assertFalse(history.hasWritten());
    }

    @Test
    void writesOnceOneWrote() {
        history.ended(Ended.WROTE);
        assertEquals(Expectation.WRITES, history.expected());
        assertTrue(history.hasWritten());
        read(AFTER);
        assertEquals(Expectation.WRITES, history.expected());
    }

    @Test
    void oneWriteAfterManyReadsMakesItWrite() {
        read(1000);
        history.ended(Ended.WROTE);
        assertEquals(Expectation.WRITES, history.expected());
        read(AGAIN_AFTER - 1);
        assertEquals(Expectation.WRITES, history.expected());
    }

    @Test
    void readsAgainAfterManyReadsInARow() {
        history.ended(Ended.WROTE);
        read(AGAIN_AFTER - 1);
        history.ended(Ended.WROTE);
        read(AGAIN_AFTER - 1);
        assertEquals(Expectation.WRITES, history.expected());
        read(1);
        assertEquals(Expectation.READS, history.expected());
    }

    private void findNothing(int times) {
        for (int i = 0; i < times; i++) {
            history.ended(Ended.FOUND_NOTHING);
        }
    }

    @Test
    void thoseThatFindNothingAreTrustedLater() {
        findNothing(AGAIN_AFTER - 1);
        assertEquals(Expectation.UNKNOWN, history.expected());
        findNothing(1);
        assertEquals(Expectation.READS, history.expected());
    }

    @Test
    void thoseThatFindNothingDoNotKeepOthersFromTrust() {
        for (int i = 1; i < AFTER; i++) {
            read(1);
            findNothing(2);
            assertEquals(Expectation.UNKNOWN, history.expected());
        }
        read(1);
        assertEquals(Expectation.READS, history.expected());
    }

    /** As a job queue does all day. */
    @Test
    void thoseThatFindNothingTellNothingOnceOneWrote() {
        history.ended(Ended.WROTE);
        findNothing(1000);
        assertEquals(Expectation.WRITES, history.expected());
        ticker.advance(HOUR.plusMinutes(1));
        findNothing(1000);
        assertEquals(Expectation.UNKNOWN, history.expected());
    }

    @Test
    void eachConflictDoublesWhatTrustTakes() {
        for (int reads = 2 * AGAIN_AFTER; reads < 20 * AGAIN_AFTER; reads *= 2) {
            history.conflicted();
            read(reads - 1);
            assertEquals(Expectation.WRITES, history.expected());
            read(1);
            assertEquals(Expectation.READS, history.expected());
        }
    }

    @Test
    void trustStaysWithinReachAfterManyConflicts() {
        for (int i = 0; i < 1000; i++) {
            history.conflicted();
        }
        read(1024 * AGAIN_AFTER - 1);
        assertEquals(Expectation.WRITES, history.expected());
        read(1);
        assertEquals(Expectation.READS, history.expected());
    }

    @Test
    void whatIsNeverToBeTrustedAgainIsNotAfterAConflict() {
        KeyHistory never = new KeyHistory(
                new TransactionKey("SELECT ?", null), new TrustRules(AFTER, Integer.MAX_VALUE, HOUR, HOUR), ticker);
        never.conflicted();
        never.ended(Ended.READ);
        assertEquals(Expectation.WRITES, never.expected());
    }

    @Test
    void conflictCountsAsAWrite() {
        read(1000);
        history.conflicted();
        assertEquals(Expectation.WRITES, history.expected());
        assertTrue(history.hasWritten());
        assertEquals(0, history.counts().wrote());
        assertEquals(1, history.counts().conflicts());
    }

    @Test
    void oldWriteCountsAsNone() {
        history.ended(Ended.WROTE);
        read(AFTER - 1);
        ticker.advance(HOUR);
        assertEquals(Expectation.WRITES, history.expected());
        ticker.advance(Duration.ofNanos(1));
        assertEquals(Expectation.UNKNOWN, history.expected());
        assertFalse(history.hasWritten());
        read(1);
        assertEquals(Expectation.READS, history.expected());
    }

    @Test
    void newWriteAfterAnOldOneCounts() {
        history.ended(Ended.WROTE);
        ticker.advance(HOUR.plusMinutes(1));
        read(AGAIN_AFTER);
        history.ended(Ended.WROTE);
        assertEquals(Expectation.WRITES, history.expected());
    }

    @Test
    void countsWhatItIsTold() {
        history.beganReading();
        history.beganInGate();
        history.beganInGate();
        history.gaveWay();
        history.validated();
        history.gateTimeSaved(5);
        history.gateTimeSaved(6);
        history.gateTimeOfReads(4);
        history.ended(Ended.WROTE);
        history.ended(Ended.READ);
        Counts counts = history.counts();
        assertEquals(new Counts(1, 1, 2, 1, 1, 0, Duration.ofNanos(11), Duration.ofNanos(4)), counts);
        assertEquals(3, counts.transactions());
        assertEquals(new Counts(2, 2, 4, 2, 2, 0, Duration.ofNanos(22), Duration.ofNanos(8)), counts.plus(counts));
    }

    @ParameterizedTest
    @EnumSource(Expectation.class)
    void snapshotKnowsEachExpectation(Expectation expectation) {
        assertEquals(
                expectation.name(),
                TransactionSnapshot.Expected.valueOf(expectation.name()).name());
    }
}
