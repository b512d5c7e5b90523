// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static io.github.safesqlite.internal.gate.Gates.seconds;
import static io.github.safesqlite.internal.gate.Gates.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.gate.Gates.Job;
import io.github.safesqlite.internal.gate.Gates.Started;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Background entrants let interactive ones go first, up to ten turns in a row. */
class PriorityTest {
    private final WriteGate gate = new WriteGate();
    private final Turns turns = new Turns(new GateTimes(0));
    private long lastId;

    private Entrant arrives(Priority priority) {
        Entrant entrant = entrant(++lastId, priority, null);
        arrives(entrant);
        return entrant;
    }

    private boolean arrives(Entrant entrant) {
        Hold hold = new Hold(gate, entrant);
        entrant.arrive(gate, hold, 0);
        return turns.enterOrQueue(entrant, hold, 0);
    }

    private static Entrant entrant(long id, Priority priority, GateJob job) {
        return new Entrant(id, "app", Thread.currentThread(), null, job).ofClient(new ClientInfo(null, priority));
    }

    /** The holder leaves, and the next one enters; null if nobody waits. */
    private Entrant nextEnters() {
        turns.passOn(0);
        Entrant first = turns.queue().first();
        assertTrue(first == null || turns.enterIfFirst(first, 0));
        return first;
    }

    private List<Entrant> allEnter() {
        List<Entrant> order = new ArrayList<>();
        for (Entrant next = nextEnters(); next != null; next = nextEnters()) {
            order.add(next);
        }
        return order;
    }

    @Test
    void interactiveEntrantsGoFirstForTenTurns() {
        arrives(Priority.INTERACTIVE);
        List<Entrant> background = List.of(arrives(Priority.BACKGROUND), arrives(Priority.BACKGROUND));
        for (int i = 0; i < 25; i++) {
            arrives(Priority.INTERACTIVE);
        }
        List<Entrant> expected = turns.queue().toList();
        List<Entrant> order = allEnter();
        assertEquals(10, order.indexOf(background.get(0)));
        assertEquals(21, order.indexOf(background.get(1)));
        assertEquals(expected, order);
        assertEquals(27, order.size());
    }

    @Test
    void turnsWithoutBackgroundWaitersDoNotCount() {
        arrives(Priority.INTERACTIVE);
        for (int i = 0; i < 15; i++) {
            arrives(Priority.INTERACTIVE);
        }
        for (int i = 0; i < 14; i++) {
            nextEnters();
        }
        Entrant background = arrives(Priority.BACKGROUND);
        Entrant interactive = nextEnters();
        assertFalse(interactive.isBackground());
        assertEquals(background, nextEnters());
    }

    @Test
    void newcomerInTheBackgroundDoesNotGoBeforeAnInteractiveWaiterThatWakesUp() {
        arrives(Priority.BACKGROUND);
        Entrant interactive = arrives(Priority.INTERACTIVE);
        assertEquals(interactive, turns.passOn(0), "woken");
        assertFalse(arrives(entrant(8, Priority.BACKGROUND, null)));
        assertTrue(arrives(entrant(9, Priority.INTERACTIVE, null)), "an interactive newcomer may");
        assertEquals(interactive, nextEnters());
    }

    @Test
    void whoeverIsWokenStaysFirstWhenABackgroundEntrantTakesThePlaceOfAnother() {
        arrives(Priority.INTERACTIVE);
        Entrant background = arrives(Priority.BACKGROUND);
        for (int i = 0; i < 11; i++) {
            arrives(Priority.INTERACTIVE);
        }
        for (int i = 0; i < 10; i++) {
            nextEnters();
        }
        assertEquals(background, turns.passOn(0), "its turn");
        Entrant woken = turns.giveUp(background, 0);
        arrives(Priority.BACKGROUND);
        assertTrue(woken != null && turns.enterIfFirst(woken, 0));
    }

    @Test
    void jobsOfInteractiveEntrantsAreClaimedFirst() throws Exception {
        Hold leader = gate.enter(entrant(1, Priority.INTERACTIVE, null), seconds(60));
        Job late = new Job(2);
        Started<Hold> background =
                new Started<>(() -> gate.enterOrDelegate(entrant(2, Priority.BACKGROUND, late), seconds(60)));
        untilWaiting(gate, 1);
        Job early = new Job(3);
        Started<Hold> interactive =
                new Started<>(() -> gate.enterOrDelegate(entrant(3, Priority.INTERACTIVE, early), seconds(60)));
        untilWaiting(gate, 2);
        assertEquals(List.of(early), leader.takeJobs(1));
        assertEquals(List.of(late), leader.takeJobs(5));
        leader.exit();
        interactive.result().exit();
        background.result().exit();
    }

    @Test
    void writerInAnotherGateIsNotInTheBackground() {
        assertFalse(entrant(1, Priority.BACKGROUND, null).withoutTurn().isBackground());
    }

    @Test
    void orderIsAsForetoldAndNobodyStarves() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Turns some = new Turns(new GateTimes(0));
            List<Entrant> waiting = new ArrayList<>();
            int interactiveInARow = 0;
            for (int step = 0; step < 200; step++) {
                int choice = random.nextInt(10);
                if (choice < 5) {
                    Entrant entrant = entrant(step, choice < 1 ? Priority.BACKGROUND : Priority.INTERACTIVE, null);
                    Hold hold = new Hold(gate, entrant);
                    entrant.arrive(gate, hold, 0);
                    if (!some.enterOrQueue(entrant, hold, 0)) {
                        waiting.add(entrant);
                    }
                } else if (choice == 5 && !waiting.isEmpty()) {
                    some.giveUp(waiting.remove(random.nextInt(waiting.size())), 0);
                } else if (!waiting.isEmpty()) {
                    Entrant foretold = some.queue().toList().get(0);
                    some.passOn(0);
                    assertTrue(some.enterIfFirst(foretold, 0), "seed " + seed);
                    waiting.remove(foretold);
                    interactiveInARow = foretold.isBackground() ? 0 : interactiveInARow + 1;
                    assertTrue(interactiveInARow <= WaitQueue.MOST_TURNS, "seed " + seed);
                }
                interactiveInARow = waiting.stream().anyMatch(Entrant::isBackground) ? interactiveInARow : 0;
                assertEquals(waiting.size(), some.queue().size());
                assertEquals(waiting.size(), some.queue().toList().size());
            }
        }
    }
}
