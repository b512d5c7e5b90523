// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Versions.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A key that has no row looks the same before its row came and after it went. Of the states that a reader may have seen this
 * takes the newest that agrees with what else the reader saw, if there is one, so that no cycle is found that may be none.
 */
final class Snapshots {
    private final Versions versions;
    private final long[] begins;
    private final int[] lowestRankFrom;

    Snapshots(List<Recorded> transactions, Versions versions) {
        this.versions = versions;
        List<Integer> writers = new ArrayList<>();
        for (int i = 0; i < transactions.size(); i++) {
            if (versions.rank(i) > 0) {
                writers.add(i);
            }
        }
        writers.sort(Comparator.comparingLong(writer -> transactions.get(writer).begin()));
        begins = writers.stream()
                .mapToLong(writer -> transactions.get(writer).begin())
                .toArray();
        lowestRankFrom = new int[begins.length + 1];
        lowestRankFrom[begins.length] = Integer.MAX_VALUE;
        for (int i = begins.length - 1; i >= 0; i--) {
            lowestRankFrom[i] = Math.min(lowestRankFrom[i + 1], versions.rank(writers.get(i)));
        }
    }

    /** The versions that a reader saw of the keys that had no row for it, which has seen {@code certain} of others. */
    List<Version> absent(Set<Integer> keys, Collection<Version> certain, Recorded reader, int ownRank) {
        int most = lowestRankBegunAfter(reader.end()) - 1;
        if (ownRank > 0) {
            most = Math.min(most, ownRank - 1);
        }
        int from = 0;
        int to = most;
        for (Version version : certain) {
            from = Math.max(from, version.rank());
            Version next = versions.after(version);
            to = next == null ? to : Math.min(to, next.rank() - 1);
        }
        TreeSet<Integer> points = new TreeSet<>(Set.of(from));
        for (int key : keys) {
            versions.absences(key, Math.max(0, to)).forEach(version -> points.add(version.rank()));
        }
        for (int point : from > to
                ? Set.<Integer>of()
                : points.subSet(from, true, to, true).descendingSet()) {
            if (keys.stream().allMatch(key -> versions.at(key, point).text() == null)) {
                return keys.stream().map(key -> versions.at(key, point)).toList();
            }
        }
        int newest = Math.max(0, most);
        return keys.stream().map(key -> versions.absences(key, newest).get(0)).toList();
    }

    private int lowestRankBegunAfter(long end) {
        int low = 0;
        int high = begins.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (begins[middle] > end) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return lowestRankFrom[low];
    }
}
