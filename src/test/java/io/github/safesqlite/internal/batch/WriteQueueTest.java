// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.internal.batch.WriteQueue.Admission;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a batch is due, what is in it, and whom the queue has woken, by a clock that stands still. */
class WriteQueueTest {
    private static final Duration LINGER = Duration.ofMillis(50);

    private final FakeTicker ticker = new FakeTicker();
    private final WriteQueue queue = new WriteQueue(
            BatchWriterOptions.builder().capacity(6).batchSize(3).linger(LINGER).build(), ticker);

    private static Write<?> write() {
        return new UnitWrite<>(connection -> 1);
    }

    private void add(Admission expected, int writes) {
        for (int i = 0; i < writes; i++) {
            assertEquals(expected, queue.offer(write()));
        }
    }

    private void pass(Duration time) {
        ticker.advance(time);
    }

    @Test
    void firstWriteWakesAndLingers() {
        assertNull(queue.rest());
        add(Admission.ADDED_WAKE, 1);
        assertEquals(List.of(), queue.take());
        pass(Duration.ofMillis(20));
        assertEquals(Duration.ofMillis(30), queue.rest());
        add(Admission.ADDED, 1);
        pass(Duration.ofMillis(30));
        assertEquals(2, queue.take().size(), "the oldest has lingered");
    }

    @Test
    void fullBatchWakesOnce() {
        add(Admission.ADDED_WAKE, 1);
        queue.take();
        queue.rest();
        add(Admission.ADDED, 1);
        add(Admission.ADDED_WAKE, 1);
        add(Admission.ADDED, 2);
        assertEquals(3, queue.take().size());
        assertEquals(
                new WriteQueue.Load(2, 3, 2 * write().bytes() + 3 * write().bytes(), Duration.ZERO, 0), queue.load());
    }

    @Test
    void nobodyIsWokenWhileTheTakerIsAtWork() {
        add(Admission.ADDED_WAKE, 1);
        add(Admission.ADDED, 2);
        assertEquals(3, queue.take().size());
        add(Admission.ADDED, 1);
        queue.written();
        assertEquals(1, queue.takeNext().size(), "what queued during a commit is the next batch");
        queue.written();
        assertEquals(List.of(), queue.takeNext());
        assertNull(queue.rest());
        add(Admission.ADDED_WAKE, 1);
    }

    @Test
    void writeThatComesBeforeTheTakerRestsWakesItAgain() {
        assertEquals(List.of(), queue.take());
        add(Admission.ADDED, 3);
        assertEquals(Duration.ZERO, queue.rest(), "it looks at once");
    }

    @Test
    void flushMakesDueAndStandsInItsPlace() {
        add(Admission.ADDED_WAKE, 1);
        queue.take();
        queue.rest();
        FlushMark mark = new FlushMark();
        assertEquals(Admission.ADDED_WAKE, queue.mark(mark));
        add(Admission.ADDED, 1);
        List<Entry> batch = queue.take();
        assertEquals(3, batch.size());
        assertEquals(mark, batch.get(1));
        queue.written();
        queue.mark(new FlushMark());
        assertEquals(1, queue.take().size(), "a flush of nothing");
    }

    @Test
    void marksRightBehindAFullBatchGoWithIt() {
        add(Admission.ADDED_WAKE, 1);
        add(Admission.ADDED, 2);
        queue.mark(new FlushMark());
        add(Admission.ADDED, 1);
        assertEquals(4, queue.take().size());
    }

    @Test
    void capacityIsOfThoseThatWait() {
        add(Admission.ADDED_WAKE, 1);
        add(Admission.ADDED, 5);
        add(Admission.FULL, 1);
        queue.take();
        add(Admission.ADDED, 3);
        add(Admission.FULL, 1);
        assertEquals(Admission.FULL, queue.put(write(), Deadline.after(ticker, Duration.ZERO)));
    }

    @Test
    void oldestMakesRoomAndMarksStay() {
        Write<?> first = write();
        queue.offer(first);
        queue.mark(new FlushMark());
        add(Admission.ADDED, 5);
        List<Write<?>> dropped = new ArrayList<>();
        assertEquals(Admission.ADDED, queue.replaceOldest(write(), dropped));
        assertEquals(List.of(first), dropped);
        assertEquals(6, queue.load().waiting());
        assertTrue(queue.take().get(0) instanceof FlushMark);
    }

    @Test
    void closedQueueIsDueAndTakesNoMore() {
        add(Admission.ADDED_WAKE, 1);
        queue.take();
        queue.rest();
        assertTrue(queue.close());
        assertFalse(queue.close());
        assertEquals(Admission.CLOSED, queue.offer(write()));
        assertEquals(Admission.CLOSED, queue.mark(new FlushMark()));
        assertFalse(queue.awaitEmpty(Deadline.after(ticker, Duration.ZERO)));
        assertEquals(1, queue.take().size());
        queue.written();
        assertTrue(queue.awaitEmpty(Deadline.after(ticker, Duration.ZERO)));
    }

    @Test
    void drainTakesAll() {
        add(Admission.ADDED_WAKE, 1);
        add(Admission.ADDED, 4);
        queue.mark(new FlushMark());
        assertEquals(6, queue.drain().size());
        assertEquals(0, queue.load().bytes());
    }

    @Test
    void writeHasOneOutcome() {
        Write<?> write = write();
        write.fail(new IllegalStateException("first"));
        assertThrows(IllegalStateException.class, () -> write.fail(new IllegalStateException("second")));
    }
}
