// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.gate.ThreadUse;
import io.github.safesqlite.internal.time.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GraceTest {
    private static final Duration LENGTH = Duration.ofMillis(250);

    private final ThreadUse threads = new ThreadUse();
    private long now = Long.MAX_VALUE - 100;
    private int uses;
    private boolean inside;
    private final Grace grace = new Grace(
            new Grace.Awaited() {
                @Override
                public int uses() {
                    return uses;
                }

                @Override
                public boolean isInsideAnotherThread() {
                    return inside;
                }
            },
            threads,
            Deadline.after(() -> now, LENGTH));

    @Test
    void endsWhenItsTimeIsOverAndNobodyCame() {
        assertEquals(LENGTH.toNanos(), grace.remainingNanos());
        now += LENGTH.toNanos() - 1;
        assertFalse(grace.endedUntouched());
        assertFalse(threads.isNested());
        now++;
        assertTrue(grace.endedUntouched());
        assertTrue(threads.isNested());
    }

    @Test
    void doesNotEndAfterAnotherThreadUsedIt() {
        uses++;
        assertFalse(grace.endedUntouched());
        uses--;
        now += LENGTH.toNanos();
        assertFalse(grace.endedUntouched());
        assertFalse(threads.isNested());
    }

    @Test
    void doesNotEndWhileAnotherThreadIsInside() {
        now += LENGTH.toNanos();
        inside = true;
        assertFalse(grace.endedUntouched());
        inside = false;
        assertFalse(grace.endedUntouched(), "it may come again");
    }

    @Test
    void doesNotEndWhereTransactionsChangeTheirThread() {
        threads.waitedForItself();
        assertTrue(threads.transactionMoved());
        assertFalse(threads.transactionMoved(), "the first one only");
        now += LENGTH.toNanos();
        assertFalse(grace.endedUntouched());
        threads.waitedForItself();
        assertFalse(threads.isNested());
        assertFalse(threads.staysInThread());
    }
}
