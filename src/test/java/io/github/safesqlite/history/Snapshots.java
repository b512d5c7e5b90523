// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Versions.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A key that has no row looks the same before its row came and after it went. Of the states that a reader may have seen this
 * takes the newest that agrees with what else the reader saw and with what later ones saw, if there is one. So a cycle is found
 * only if there is one whichever state it was.
 */
final class Snapshots {
    private final List<Recorded> transactions;
    private final Versions versions;
    private final List<List<Version>> absent = new ArrayList<>();

    /** The transactions by their begin. */
    private final int[] order;

    /** How many writers those can have seen, at most, that came before all transactions from this place in the order on. */
    private final int[] mostFrom;

    /** @param seen what each transaction saw of keys that had a row, and {@code absentKeys} the keys that had none */
    Snapshots(
            List<Recorded> transactions,
            Versions versions,
            List<? extends Set<Version>> seen,
            List<? extends Set<Integer>> absentKeys) {
        this.transactions = transactions;
        this.versions = versions;
        int count = transactions.size();
        transactions.forEach(transaction -> absent.add(List.of()));
        order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingLong(i -> transactions.get(i).begin()))
                .mapToInt(i -> i)
                .toArray();
        mostFrom = new int[count + 1];
        Arrays.fill(mostFrom, Integer.MAX_VALUE);
        // The last come first: what they saw limits what was there to be seen before.
        for (int place = count - 1; place >= 0; place--) {
            int reader = order[place];
            int most = place(reader, seen.get(reader), absentKeys.get(reader));
            mostFrom[place] = Math.min(mostFrom[place + 1], most);
        }
    }

    /** The versions that a transaction saw of the keys that had no row for it. */
    List<Version> absentFor(int reader) {
        return absent.get(reader);
    }

    /** Finds the snapshot of a transaction, and gives its rank. */
    private int place(int reader, Set<Version> seen, Set<Integer> keys) {
        int most = mostFrom[firstBegunAfter(transactions.get(reader).end())];
        int ownRank = versions.rank(reader);
        if (ownRank > 0) {
            most = Math.min(most, ownRank - 1);
        }
        int from = 0;
        int to = most;
        for (Version version : seen) {
            from = Math.max(from, version.rank());
            Version next = versions.after(version);
            to = next == null ? to : Math.min(to, next.rank() - 1);
        }
        int point = pointBetween(from, to, keys);
        int chosen = point < 0 ? Math.max(0, to) : point;
        absent.set(
                reader,
                keys.stream().map(key -> versions.absences(key, chosen).get(0)).toList());
        return ownRank > 0 ? ownRank - 1 : chosen;
    }

    /** The last point at which none of the keys had a row; -1 if there is none. */
    private int pointBetween(int from, int to, Set<Integer> keys) {
        if (from > to) {
            return -1;
        }
        TreeSet<Integer> points = new TreeSet<>(Set.of(to));
        for (int key : keys) {
            for (Version version : versions.absences(key, to)) {
                Version next = versions.after(version);
                points.add(next == null ? to : Math.min(to, next.rank() - 1));
            }
        }
        for (int point : points.tailSet(from, true).descendingSet()) {
            if (keys.stream().allMatch(key -> versions.at(key, point).text() == null)) {
                return point;
            }
        }
        return -1;
    }

    private int firstBegunAfter(long end) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (transactions.get(order[middle]).begin() > end) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
