// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versions of each key, in the order of the log of changes. */
final class Versions {
    /** Wrote the first version of each key, which is that it has no row. */
    static final int NOBODY = -1;

    private final Map<Integer, List<Version>> byKey = new TreeMap<>();
    private final Map<Operation.Read, Version> byText = new HashMap<>();

    /** By transaction: how many had made their last change before, counted from 1; 0 for those that changed nothing. */
    private final int[] ranks;

    /**
     * One state of a key.
     *
     * @param rank the rank of the transaction that wrote it
     */
    record Version(int key, int index, @Nullable String text, int writer, int rank) {}

    /** {@code writers} has the transaction that wrote each change of the log. */
    Versions(List<History.Change> log, List<Integer> writers, int transactions) {
        ranks = ranks(writers, transactions);
        for (int i = 0; i < log.size(); i++) {
            History.Change change = log.get(i);
            List<Version> versions = versions(change.key());
            int writer = writers.get(i);
            Version version = new Version(change.key(), versions.size(), change.text(), writer, ranks[writer]);
            versions.add(version);
            if (change.text() != null) {
                byText.put(new Operation.Read(change.key(), change.text()), version);
            }
        }
    }

    private static int[] ranks(List<Integer> writers, int transactions) {
        int[] last = new int[transactions];
        for (int i = 0; i < writers.size(); i++) {
            last[writers.get(i)] = i + 1;
        }
        int[] ranks = new int[transactions];
        int rank = 0;
        for (int i = 0; i < writers.size(); i++) {
            if (last[writers.get(i)] == i + 1) {
                ranks[writers.get(i)] = ++rank;
            }
        }
        return ranks;
    }

    private List<Version> versions(int key) {
        return byKey.computeIfAbsent(key, k -> new ArrayList<>(List.of(new Version(k, 0, null, NOBODY, 0))));
    }

    Iterable<List<Version>> all() {
        return byKey.values();
    }

    int rank(int transaction) {
        return ranks[transaction];
    }

    /** The version that has this text; null if no committed transaction wrote it. */
    @Nullable
    Version of(Operation.Read read) {
        return byText.get(read);
    }

    /** What came next; null if nothing did. */
    @Nullable
    Version after(Version version) {
        List<Version> versions = versions(version.key());
        return version.index() + 1 < versions.size() ? versions.get(version.index() + 1) : null;
    }

    /** The state of a key when all transactions up to that rank had ended. */
    Version at(int key, int rank) {
        List<Version> versions = versions(key);
        int low = 0;
        int high = versions.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (versions.get(middle).rank() <= rank) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return versions.get(low);
    }

    /** The states in which a key had no row, the newest first, of those up to that rank. */
    List<Version> absences(int key, int rank) {
        List<Version> absences = new ArrayList<>();
        List<Version> versions = versions(key);
        for (int i = at(key, rank).index(); i >= 0; i--) {
            if (versions.get(i).text() == null) {
                absences.add(versions.get(i));
            }
        }
        return absences;
    }
}
