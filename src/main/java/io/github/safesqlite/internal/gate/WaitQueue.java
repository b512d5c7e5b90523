// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait at a gate. Interactive entrants are before background ones, and those of the same {@link Priority} are in order of
 * arrival. So that background work goes on, one of its entrants is first after {@value #MOST_TURNS} turns of interactive ones.
 * Guarded by the gate's lock, except {@link #size}.
 *
 * <p>A turn is a stay inside: the jobs that its holder does for others belong to it.
 */
final class WaitQueue {
    /** So many turns in a row interactive entrants have at most while a background one waits. */
    static final int MOST_TURNS = 10;

    private final Chain<Entrant> interactive = new Chain<>();
    private final Chain<Entrant> background = new Chain<>();

    /** The turns that interactive entrants have had since a background one that waits could have had one. */
    private int turns;

    /** The number of entrants; callable without the lock. */
    int size() {
        return interactive.size() + background.size();
    }

    /** Who enters next, or null. */
    @Nullable
    Entrant first() {
        return earlier(interactive.first(), background.first(), turns);
    }

    private static @Nullable Entrant earlier(
            @Nullable Entrant interactive, @Nullable Entrant background, int interactiveTurns) {
        boolean isTurnOfBackground = interactive == null || interactiveTurns >= MOST_TURNS;
        return background != null && isTurnOfBackground ? background : interactive;
    }

    /** Whether a newcomer may go before those who wait, if the gate is free. */
    boolean admits(Entrant newcomer) {
        return !newcomer.isBackground() || interactive.size() == 0;
    }

    /** Who waits, or has just come, has entered. */
    void entered(Entrant entrant) {
        turns = entrant.isBackground() || background.first() == null ? 0 : turns + 1;
    }

    void addLast(Entrant entrant) {
        if (entrant.isBackground() && background.first() == null) {
            // Else it could be first at once, and the one that was woken as the first would look in vain.
            turns = 0;
        }
        listOf(entrant).addLast(entrant);
    }

    void remove(Entrant entrant) {
        listOf(entrant).remove(entrant);
    }

    /** Moves all of {@code others} before those of their priority, in their order. */
    void putBack(Chain<Entrant> others) {
        for (Entrant entrant = others.last(); entrant != null; entrant = others.last()) {
            others.remove(entrant);
            listOf(entrant).addFirst(entrant);
        }
    }

    private Chain<Entrant> listOf(Entrant entrant) {
        return entrant.isBackground() ? background : interactive;
    }

    /** Whether somebody in it arrived in that thread and checks whether the wait can end. */
    boolean hasCheckedWaiterOf(Thread thread) {
        return hasCheckedWaiterOf(thread, interactive) || hasCheckedWaiterOf(thread, background);
    }

    private static boolean hasCheckedWaiterOf(Thread thread, Chain<Entrant> list) {
        for (Entrant entrant = list.first(); entrant != null; entrant = entrant.next) {
            if (entrant.thread() == thread && entrant.isChecked()) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody in it may enter when it is not the turn of this process; such an entrant is never in the background. */
    boolean hasOneWithoutTurn() {
        for (Entrant entrant = interactive.first(); entrant != null; entrant = entrant.next) {
            if (entrant.needsNoTurn()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The turns that others have before that of {@code entrant}, which waits; jobs that follow each other are done in one.
     *
     * @param holderHasJob whether jobs at the front may still be done in the turn that is under way
     */
    int turnsBefore(Entrant entrant, boolean holderHasJob) {
        int before = 0;
        boolean isAfterJob = holderHasJob;
        for (Entrant each : toList()) {
            boolean joins = isAfterJob && each.job() != null;
            if (each == entrant) {
                return joins ? Math.max(0, before - 1) : before;
            }
            before += joins ? 0 : 1;
            isAfterJob = each.job() != null;
        }
        return before;
    }

    /** All of them, in the order in which they will enter if nobody else comes. */
    List<Entrant> toList() {
        List<Entrant> order = new ArrayList<>(size());
        Entrant nextInteractive = interactive.first();
        Entrant nextBackground = background.first();
        int turnsSoFar = turns;
        Entrant next = earlier(nextInteractive, nextBackground, turnsSoFar);
        while (next != null) {
            order.add(next);
            if (next == nextBackground) {
                nextBackground = next.next;
                turnsSoFar = 0;
            } else {
                nextInteractive = next.next;
                turnsSoFar++;
            }
            next = earlier(nextInteractive, nextBackground, turnsSoFar);
        }
        return order;
    }
}
