// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the clients saw, and the log of changes that triggers wrote into the database itself, which tells in which order the
 * versions of each key came.
 */
record History(List<Recorded> transactions, List<Change> log) {
    History {
        transactions = List.copyOf(transactions);
        log = List.copyOf(log);
    }

    /** A key got this text, or lost its row with the text {@code gone}. One of the two is null. */
    record Change(int key, @Nullable String text, @Nullable String gone) {
        /** What identifies the write. */
        Operation write() {
            return text == null
                    ? new Operation.Delete(key, String.valueOf(gone))
                    : new Operation.Write(key, mark(text));
        }

        @Override
        public String toString() {
            return key + (text == null ? "-" + gone : "=" + text);
        }
    }

    /** The last of the marks that a text is made of. */
    static String mark(String text) {
        return text.substring(text.lastIndexOf(',') + 1);
    }

    /** The transactions that ended with an exception. */
    List<Recorded> failures() {
        return transactions.stream().filter(one -> one.failure() != null).toList();
    }

    long count(Outcome outcome) {
        return transactions.stream().filter(one -> one.outcome() == outcome).count();
    }
}
