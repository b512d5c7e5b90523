// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The idle connections of a pool, the last released one last. Guarded by the pool's lock. */
final class IdleLoans {
    private final List<Loan> loans = new ArrayList<>();

    /** Adds one that was released just now. */
    void add(Loan loan) {
        loans.add(loan);
    }

    /** Adds one that nobody has used yet. */
    void addUnused(Loan loan) {
        loans.add(0, loan);
    }

    /**
     * Removes the one that the thread had last: its pages are in the caches of the core on which the thread runs. Otherwise the last
     * released one; null if there is none.
     */
    @Nullable
    Loan takeFor(Thread thread) {
        long threadId = thread.getId();
        for (int i = loans.size() - 1; i >= 0; i--) {
            if (loans.get(i).lastThreadId == threadId) {
                return loans.remove(i);
            }
        }
        return loans.isEmpty() ? null : loans.remove(loans.size() - 1);
    }

    void removeAll(Collection<Loan> removed) {
        loans.removeAll(removed);
    }

    int size() {
        return loans.size();
    }

    /** A list of its own. */
    List<Loan> toList() {
        return new ArrayList<>(loans);
    }
}
