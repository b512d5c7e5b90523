// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.internal.sql.StatementKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session did last. Written by the thread that uses the session. Any thread may read it and may see it slightly late:
 * the fields are plain because a report can wait and a point select cannot.
 */
public final class Activity {
    private static final StatementKind[] KINDS = StatementKind.values();
    private static final int BITS_PER_KIND = 8;

    /** The last eight kinds, one byte each, newest lowest; a byte of 0 is none. */
    private long kinds;

    private long lastUseNanos;
    private @Nullable String stepping;
    private int openCursors;
    private int uses;

    /** Notes that the session was opened. */
    void opened(long nanos) {
        lastUseNanos = nanos;
    }

    /** Notes that a call begins. */
    void used(long nanos) {
        lastUseNanos = nanos;
        uses++;
    }

    public void runs(StatementKind kind) {
        kinds = kinds << BITS_PER_KIND | (kind.ordinal() + 1);
    }

    /** Notes that the thread is inside SQLite for the next row of this statement, or no longer if null. */
    void steps(@Nullable String sql) {
        stepping = sql;
        uses++;
    }

    void cursorOpened() {
        openCursors++;
    }

    void cursorClosed() {
        openCursors--;
    }

    public long lastUseNanos() {
        return lastUseNanos;
    }

    @Nullable
    String stepping() {
        return stepping;
    }

    /** A number that changes with each call and each row. */
    public int uses() {
        return uses;
    }

    public int openCursors() {
        return openCursors;
    }

    public List<String> lastKinds() {
        List<String> names = new ArrayList<>(Long.BYTES);
        for (long left = kinds; left != 0; left >>>= BITS_PER_KIND) {
            names.add(KINDS[(int) (left & 0xff) - 1].name());
        }
        return names;
    }
}
