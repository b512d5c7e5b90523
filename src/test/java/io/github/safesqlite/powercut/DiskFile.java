// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;

/** The content of a file: what is on disk, and what may not be there yet. */
final class DiskFile {
    private byte[] durable = {};

    /** What was done since, the first of which is not known to be on disk. */
    private final List<Step> steps = new ArrayList<>();

    /** How far a change has come. */
    private enum State {
        UNSYNCED,
        /** A sync of it failed. The system takes it for written: no later sync writes it. */
        GIVEN_UP,
        SYNCED
    }

    private record Step(long number, Change change, State state) {
        Step reaching(State next) {
            return state == State.UNSYNCED ? new Step(number, change, next) : this;
        }
    }

    /** It was changed, by the entry of that number. */
    void change(long number, Change change) {
        steps.add(new Step(number, change, State.UNSYNCED));
    }

    /** All changes by entries before that number are on disk, unless a sync of them had failed. */
    void sync(long before) {
        reach(State.SYNCED, before);
        while (!steps.isEmpty() && steps.get(0).state() == State.SYNCED) {
            durable = steps.remove(0).change().appliedTo(durable);
        }
    }

    /** The changes by entries before that number may be on disk or not, and never will be if not. */
    void failSync(long before) {
        reach(State.GIVEN_UP, before);
    }

    private void reach(State state, long before) {
        steps.replaceAll(step -> step.number() < before ? step.reaching(state) : step);
    }

    /** What is found after a power cut. */
    byte[] afterCut(Damage damage, Random random) {
        List<Change> uncertain = steps.stream()
                .filter(step -> step.state() != State.SYNCED)
                .map(Step::change)
                .toList();
        Iterator<List<Change>> left = damage.left(uncertain, random).iterator();
        byte[] content = durable.clone();
        for (Step step : steps) {
            for (Change change : step.state() == State.SYNCED ? List.of(step.change()) : left.next()) {
                content = change.appliedTo(content);
            }
        }
        return content;
    }
}
