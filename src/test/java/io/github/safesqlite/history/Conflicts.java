// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Operation.Delete;
import io.github.safesqlite.history.Operation.OpenRange;
import io.github.safesqlite.history.Operation.Read;
import io.github.safesqlite.history.Operation.Write;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether a transaction that failed had read something that another changed in its time. */
final class Conflicts {
    private Conflicts() {}

    /** The transactions that failed though nobody had changed what they had read. */
    static List<Recorded> needless(History history) {
        return history.failures().stream()
                .filter(failed -> history.transactions().stream().noneMatch(other -> hasChanged(other, failed)))
                .toList();
    }

    private static boolean hasChanged(Recorded other, Recorded failed) {
        if (other.outcome() != Outcome.COMMITTED || other.end() < failed.begin() || other.begin() > failed.end()) {
            return false;
        }
        Set<Integer> read = keysRead(failed);
        return new Effects(other)
                .kept.stream()
                        .anyMatch(write ->
                                read.contains(write instanceof Write one ? one.key() : ((Delete) write).key()));
    }

    private static Set<Integer> keysRead(Recorded transaction) {
        Set<Integer> keys = new HashSet<>();
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Read read) {
                keys.add(read.key());
            } else if (operation instanceof OpenRange range) {
                for (int key = range.first(); key <= range.last(); key++) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }
}
