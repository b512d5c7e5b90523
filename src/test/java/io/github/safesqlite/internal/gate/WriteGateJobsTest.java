// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.entrant;
import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static io.github.safesqlite.testing.Waiting.untilParked;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.internal.gate.Gates.Job;
import io.github.safesqlite.internal.gate.Gates.Started;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import io.github.safesqlite.testing.Waiting;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waiters whose work is done by the holder. */
class WriteGateJobsTest {
    private final WriteGate gate = new WriteGate();
    private final List<Started<Hold>> waiters = new ArrayList<>();
    private Hold leader;

    @BeforeEach
    void leaderHoldsTheGate() throws SQLException {
        leader = gate.enter(entrant(0), seconds(60));
    }

    @AfterEach
    void gateIsFreeAndNobodyWaits() {
        assertTrue(gate.isFree());
        assertEquals(0, gate.waiting());
    }

    @Test
    void servedWaitersReturnWithoutTheGate() throws Exception {
        List<GateJob> jobs = waitersWithJobs(3);
        List<GateJob> claimed = leader.takeJobs(10);
        assertEquals(jobs, claimed);
        assertEquals(0, leader.waiters());
        leader.completeJobs(claimed);
        for (Started<Hold> waiter : waiters) {
            assertNull(waiter.result());
        }
        leader.exit();
    }

    @Test
    void claimStopsAtTheFirstWaiterWithoutAJobAndAtTheMaximum() throws Exception {
        List<GateJob> first = waitersWithJobs(3);
        Started<Hold> plain = new Started<>(() -> gate.enter(entrant(50), seconds(60)));
        untilWaiting(gate, 4);
        List<GateJob> behind = waitersWithJobs(1);
        assertEquals(first.subList(0, 2), leader.takeJobs(2));
        assertEquals(first.subList(2, 3), leader.takeJobs(10));
        assertEquals(List.of(), leader.takeJobs(10));
        leader.completeJobs(first);
        leader.exit();
        Hold next = plain.result();
        assertEquals(behind, next.takeJobs(10));
        next.completeJobs(behind);
        next.exit();
        for (Started<Hold> waiter : waiters) {
            assertNull(waiter.result());
        }
    }

    @Test
    void waiterWithAJobThatIsGrantedTheGateRunsItItself() throws Exception {
        waitersWithJobs(1);
        leader.exit();
        Hold hold = waiters.get(0).result();
        assertTrue(hold.isCurrent());
        hold.exit();
    }

    @Test
    void entrantWithoutQueueGetsTheGateEvenWithAJob() throws Exception {
        leader.exit();
        Hold hold = gate.enterOrDelegate(entrant(1, new Job(1)), seconds(0));
        assertTrue(hold.isCurrent());
        hold.exit();
    }

    @Test
    void leaderThatFailsPutsJobsBackInFrontAndInOrder() throws Exception {
        List<GateJob> jobs = waitersWithJobs(4);
        List<GateJob> claimed = leader.takeJobs(3);
        Started<Hold> late = new Started<>(() -> gate.enter(entrant(60), seconds(60)));
        untilWaiting(gate, 2);
        leader.completeJobs(claimed.subList(1, 2));
        leader.exit();
        Hold first = waiters.get(0).result();
        assertSame(jobs.get(0), first.entrant().job());
        assertEquals(
                List.of(jobs.get(2), jobs.get(3)),
                List.of(gate.waiters().get(0).job(), gate.waiters().get(1).job()));
        assertEquals(60, gate.waiters().get(2).sessionId());
        assertNull(waiters.get(1).result());
        first.exit();
        waiters.get(2).result().exit();
        waiters.get(3).result().exit();
        late.result().exit();
    }

    @Test
    void jobThatComesBackMayTimeOutAgain() throws Exception {
        FakeTicker time = new FakeTicker();
        Deadline deadline = Deadline.after(time, Duration.ofSeconds(1), "writeTimeout");
        Started<Hold> head = new Started<>(() -> gate.enterOrDelegate(entrant(1, new Job(1)), seconds(60)));
        untilWaiting(gate, 1);
        Started<Hold> waiter = new Started<>(() -> gate.enterOrDelegate(entrant(2, new Job(2)), deadline));
        untilWaiting(gate, 2);
        leader.takeJobs(2);
        time.advance(Duration.ofSeconds(2));
        leader.exit();
        Hold next = head.result();
        assertThrows(WriteGateTimeoutException.class, waiter::result);
        next.exit();
    }

    @Test
    void interruptWhileClaimedEndsTheWaitOnceTheJobComesBack() throws Exception {
        Started<Hold> head = new Started<>(() -> gate.enterOrDelegate(entrant(1, new Job(1)), seconds(60)));
        untilWaiting(gate, 1);
        Started<Boolean> waiter = new Started<>(() -> {
            assertThrows(
                    StatementCancelledException.class, () -> gate.enterOrDelegate(entrant(2, new Job(2)), seconds(60)));
            return Thread.interrupted();
        });
        untilWaiting(gate, 2);
        leader.takeJobs(2);
        waiter.thread.interrupt();
        await().atMost(Waiting.LONG).until(() -> !waiter.thread.isInterrupted());
        untilParked(waiter.thread);
        assertFalse(waiter.isDone());
        leader.exit();
        assertTrue(waiter.result());
        head.result().exit();
    }

    @Test
    void cancelWhileClaimedTakesEffectOnlyIfTheJobComesBack() throws Exception {
        Entrant served = entrant(1, new Job(1));
        Entrant undone = entrant(2, new Job(2));
        Started<Hold> first = new Started<>(() -> gate.enterOrDelegate(served, seconds(60)));
        untilWaiting(gate, 1);
        Started<Hold> second = new Started<>(() -> gate.enterOrDelegate(undone, seconds(60)));
        untilWaiting(gate, 2);
        List<GateJob> claimed = leader.takeJobs(2);
        assertFalse(served.cancel());
        assertFalse(undone.cancel());
        leader.completeJobs(claimed.subList(0, 1));
        leader.exit();
        assertNull(first.result());
        assertThrows(StatementCancelledException.class, second::result);
    }

    @Test
    void holdThatHasEndedClaimsAndCompletesNothing() throws Exception {
        leader.exit();
        Hold second = gate.enter(entrant(2), seconds(60));
        List<GateJob> jobs = waitersWithJobs(1);
        assertEquals(List.of(), leader.takeJobs(10));
        leader.completeJobs(jobs);
        assertEquals(1, gate.waiting());
        assertEquals(jobs, second.takeJobs(1));
        leader.completeJobs(jobs);
        assertFalse(waiters.get(0).isDone());
        second.completeJobs(jobs);
        second.exit();
        assertNull(waiters.get(0).result());
    }

    @Test
    void claimStopsAtAJobThatCanNotBeDoneWithTheHoldersOwn() throws Exception {
        GateJob unwilling = new GateJob() {
            @Override
            public boolean canShareWith(@Nullable GateJob own) {
                return false;
            }
        };
        List<GateJob> first = waitersWithJobs(1);
        Started<Hold> other = new Started<>(() -> gate.enterOrDelegate(entrant(50, unwilling), seconds(60)));
        untilWaiting(gate, 2);
        waitersWithJobs(1);
        assertEquals(first, leader.takeJobs(10));
        leader.completeJobs(first);
        leader.exit();
        Hold next = other.result();
        assertEquals(unwilling, next.entrant().job(), "it leads itself");
        List<GateJob> rest = next.takeJobs(10);
        next.completeJobs(rest);
        next.exit();
        assertEquals(1, rest.size());
        for (Started<Hold> waiter : waiters) {
            assertNull(waiter.result());
        }
    }

    @Test
    void entrantWithAJobIsNotAllowedInPlainEnter() {
        assertThrows(IllegalArgumentException.class, () -> gate.enter(entrant(1, new Job(1)), seconds(60)));
        leader.exit();
    }

    private List<GateJob> waitersWithJobs(int count) {
        List<GateJob> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Job job = new Job(waiters.size());
            int queued = gate.waiting();
            waiters.add(new Started<>(() -> gate.enterOrDelegate(entrant(100 + job.number(), job), seconds(60))));
            untilWaiting(gate, queued + 1);
            jobs.add(job);
        }
        return jobs;
    }
}
