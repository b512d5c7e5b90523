// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.text.SqlText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a transaction has read before its first write. Guarded by the session's lock. */
public final class ReadLog {
    private final int mostReads;
    private final List<RepeatableRead> reads = new ArrayList<>(0);
    private boolean kept;
    private boolean ownCommit;
    private @Nullable String gap;

    /** Keeps at most that many reads. */
    ReadLog(int mostReads) {
        this.mostReads = mostReads;
    }

    /** A transaction begins whose reads are kept. */
    void begin() {
        clear();
        kept = true;
    }

    /** Whether the reads of the open transaction are kept, as far as they can be. */
    boolean isKept() {
        return kept;
    }

    /** Whether the next read is to be added. */
    public boolean areNoted() {
        return kept && gap == null;
    }

    /** A query ran. */
    public void add(RepeatableRead read) {
        if (reads.size() < mostReads) {
            reads.add(read);
        } else {
            leaveOff("it has read more often than recheckReads (" + mostReads + ") allows");
        }
    }

    /** Something ran, or failed, that cannot be run again to see whether it is the same. */
    public void cannotRepeat(SqlStatement sql) {
        if (areNoted()) {
            leaveOff("not all that it has run can be run again: " + SqlText.abbreviate(sql.sql()));
        }
    }

    private void leaveOff(String why) {
        reads.clear();
        gap = why;
    }

    /**
     * What has run takes no lock on the file, but is stored or undone with the rest, or decides what is checked at the end: a COMMIT in
     * between would store what a rollback is to undo.
     */
    public void needOwnCommit() {
        ownCommit = true;
    }

    boolean needsOwnCommit() {
        return ownCommit;
    }

    /** Why not all that was read can be read again, or null if it can. */
    @Nullable
    String gap() {
        return gap;
    }

    List<RepeatableRead> reads() {
        return reads;
    }

    /** The transaction has ended. */
    void clear() {
        if (!reads.isEmpty()) {
            reads.clear();
        }
        gap = null;
        kept = false;
        ownCommit = false;
    }
}
