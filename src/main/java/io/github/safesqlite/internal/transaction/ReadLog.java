// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transaction has read before its first write. Guarded by the session's lock. */
final class ReadLog {
    private final int mostReads;
    private final List<RepeatableRead> reads = new ArrayList<>(0);
    private boolean open;
    private @Nullable String gap;

    /** Keeps at most that many reads. */
    ReadLog(int mostReads) {
        this.mostReads = mostReads;
    }

    /** A transaction begins that is to be noted. */
    void begin() {
        clear();
        open = true;
    }

    /** Whether what is read now is to be noted. */
    boolean isOpen() {
        return open && gap == null;
    }

    /** Whether a transaction was noted. */
    boolean isKept() {
        return open;
    }

    void add(RepeatableRead read) {
        if (reads.size() == mostReads) {
            incomplete("it has read more often than validationReads (" + mostReads + ") allows");
        } else {
            reads.add(read);
        }
    }

    /** Something was read that cannot be read again; the rest needs not to be noted. */
    void incomplete(String why) {
        reads.clear();
        gap = why;
    }

    /** Why not all that was read can be read again, or null if it can. */
    @Nullable
    String gap() {
        return gap;
    }

    List<RepeatableRead> reads() {
        return reads;
    }

    /** The transaction has ended or begins to write. */
    void clear() {
        reads.clear();
        gap = null;
        open = false;
    }
}
