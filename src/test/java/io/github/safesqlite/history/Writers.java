// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Anomaly.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who wrote what, and whether the log of changes agrees with it. */
final class Writers {
    private final List<Recorded> transactions;
    private final Map<Operation, List<Integer>> committed = new HashMap<>();
    private final Map<Operation, Integer> any = new HashMap<>();
    private final List<Integer> ofChanges = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    Writers(List<Recorded> transactions, List<Effects> effects, List<History.Change> log) {
        this.transactions = transactions;
        for (int i = 0; i < transactions.size(); i++) {
            for (Operation write : effects.get(i).written) {
                any.put(write, i);
            }
            Outcome outcome = transactions.get(i).outcome();
            if (outcome == Outcome.COMMITTED || outcome == Outcome.UNKNOWN) {
                for (Operation write : effects.get(i).kept) {
                    committed.computeIfAbsent(write, key -> new ArrayList<>()).add(i);
                }
            }
        }
        Set<Operation> stored = new HashSet<>();
        for (History.Change change : log) {
            stored.add(change.write());
            attribute(change);
        }
        findLost(stored);
    }

    private void attribute(History.Change change) {
        List<Integer> writers = committed.getOrDefault(change.write(), List.of());
        if (writers.isEmpty()) {
            int writer = ofAny(change.write());
            anomalies.add(
                    writer == Versions.NOBODY
                            ? new Anomaly(Type.UNWRITTEN_READ, change + " in the log of changes")
                            : new Anomaly(Type.ABORTED_WRITE, change + " in the log, by " + transactions.get(writer)));
        } else {
            ofChanges.add(writers.get(0));
        }
    }

    private void findLost(Set<Operation> stored) {
        committed.forEach((write, writers) -> {
            if (writers.size() > 1) {
                String both = writers.stream()
                        .map(writer -> "\n  " + transactions.get(writer))
                        .reduce("", String::concat);
                anomalies.add(new Anomaly(Type.LOST_UPDATE, write + " by all of" + both));
            } else {
                Recorded writer = transactions.get(writers.get(0));
                if (!stored.contains(write) && writer.outcome() == Outcome.COMMITTED) {
                    anomalies.add(new Anomaly(Type.WRITE_LOST, write + " of " + writer));
                }
            }
        });
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    /** The transaction that wrote each change of the log; complete if there are no anomalies. */
    List<Integer> ofChanges() {
        return ofChanges;
    }

    /** The transaction that wrote this, whether it committed or not; {@link Versions#NOBODY} if none did. */
    int ofAny(Operation write) {
        return any.getOrDefault(write, Versions.NOBODY);
    }
}
