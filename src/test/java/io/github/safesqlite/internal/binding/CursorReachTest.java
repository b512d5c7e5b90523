// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.Waiting;
import io.github.safesqlite.testing.Workers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CursorReachTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final CursorReach reach = new CursorReach(lock, () -> false);

    @Test
    void rowsThatOnlyTheirOpenerReadsCanBeMoved() {
        reach.reached();
        assertFalse(reach.isByOthers());
        assertTrue(reach.beginMove());
        reach.endMove();
    }

    @Test
    void rowsThatAnotherThreadMayBeReadingStayWhereTheyAre() throws Exception {
        Workers.elsewhere(reach::reached);
        assertTrue(reach.isByOthers());
        assertFalse(reach.beginMove());
    }

    @Test
    void anotherThreadMovesNothing() throws Exception {
        Workers.elsewhere(() -> assertFalse(reach.beginMove()));
    }

    @Test
    void rowsOfASessionOfSeveralThreadsStayWhereTheyAre() {
        assertFalse(new CursorReach(lock, () -> true).beginMove());
    }

    @Test
    void whoComesInTheMiddleOfAMoveWaitsForItsEnd() throws Exception {
        lock.lock();
        assertTrue(reach.beginMove());
        CompletableFuture<Void> reader = CompletableFuture.runAsync(reach::reached);
        Waiting.until(lock::hasQueuedThreads);
        assertFalse(reader.isDone());
        reach.endMove();
        lock.unlock();
        reader.get();
        assertTrue(reach.isByOthers());
    }
}
