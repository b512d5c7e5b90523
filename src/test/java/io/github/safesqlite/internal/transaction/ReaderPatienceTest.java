// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReaderPatienceTest {
    private static final long AFTER = 5;
    private static final long IN_ALL = 10 * AFTER;
    private static final long ENTERED = 1_000;

    private boolean reading;
    private long lastCall = ENTERED;
    private final FixedProcessorTime thread = new FixedProcessorTime();
    private final ReaderPatience patience =
            new ReaderPatience(Duration.ofNanos(AFTER), () -> reading, () -> lastCall, thread);

    private long left(long afterEntry) {
        return patience.nanosLeft(afterEntry, ENTERED + afterEntry);
    }

    @Test
    void staysLongBetweenQueries() {
        assertEquals(IN_ALL, left(0));
        assertEquals(IN_ALL - AFTER, left(AFTER));
        assertEquals(0, left(IN_ALL));
    }

    @Test
    void staysBetweenQueriesHoweverLongTheTimeIs() {
        Duration century = Duration.ofDays(36_500);
        ReaderPatience endless = new ReaderPatience(century, () -> false, () -> ENTERED, thread);
        assertTrue(endless.nanosLeft(AFTER, ENTERED + AFTER) >= century.toNanos());
    }

    @Test
    void doesNotStayForALongQuery() {
        reading = true;
        assertEquals(AFTER, left(0));
        assertEquals(0, left(AFTER));
    }

    @Test
    void eachShortQueryHasItsTime() {
        reading = true;
        lastCall = ENTERED + 30;
        assertEquals(AFTER, left(30));
        assertEquals(0, left(30 + AFTER));
    }

    @Test
    void manyShortQueriesTogetherDoNotStayForEver() {
        reading = true;
        lastCall = ENTERED + IN_ALL - 1;
        assertEquals(1, left(IN_ALL - 1));
        lastCall = ENTERED + IN_ALL;
        assertEquals(0, left(IN_ALL));
    }

    @Test
    void staysWhileItsThreadHasNoProcessor() {
        Duration after = Duration.ofMillis(25);
        ReaderPatience starving = new ReaderPatience(after, () -> true, () -> ENTERED, thread);
        thread.runnable = true;
        thread.nanos = 0;
        assertEquals(Starvation.LOOK_NANOS, starving.nanosLeft(after.toNanos(), ENTERED + after.toNanos()));
        long most = 100 * after.toNanos();
        assertEquals(1, starving.nanosLeft(most - 1, ENTERED + most - 1));
        assertTrue(starving.nanosLeft(most, ENTERED + most) <= 0);
    }

    /** The call that entered the gate began before its wait there. */
    @Test
    void theWaitAtTheGateIsNoTimeInside() {
        reading = true;
        lastCall = ENTERED - 100;
        assertEquals(AFTER - 1, left(1));
    }

    @Test
    void isAskedAsOftenAsAQueryMayTake() {
        assertEquals(AFTER, patience.periodNanos());
    }
}
