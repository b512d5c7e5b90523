// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

import org.jspecify.annotations.Nullable;

/** What has been found out about a statement so far. Not safe for use by multiple threads. */
final class StatementDraft {
    static final int RETURNS_ROWS = 1;
    static final int RETURNING = 1 << 1;
    static final int GROUPABLE = 1 << 2;
    static final int NEEDS_GATE = 1 << 3;
    static final int CHANGES_SESSION = 1 << 4;
    static final int OUTSIDE_TRANSACTION_ONLY = 1 << 5;
    static final int ASKS_FOR_CHANGES = 1 << 6;
    static final int READ_ONLY_SAFE = 1 << 7;
    static final int CHANGES_ROWS = 1 << 8;
    static final int BEGINS_TRANSACTION = 1 << 9;
    static final int DATA_VERSION = 1 << 10;
    static final int MAY_HAVE_COLUMNS = 1 << 11;
    static final int MAY_DO_NOTHING = 1 << 12;
    static final int READS_NOTHING = 1 << 13;
    static final int BINDS_TO_CONNECTION = 1 << 14;
    static final int WANTS_FILE_ALONE = 1 << 15;
    static final int CHECKPOINT = 1 << 16;
    static final int MAY_READ_NOTHING = 1 << 17;
    static final int LEAVES_GUARD = 1 << 18;

    StatementKind kind = StatementKind.EMPTY;
    Keyword verb = Keyword.NONE;
    BeginKind beginKind = BeginKind.PLAIN;
    String savepointName = "";

    @Nullable
    String sessionPragma;

    String pragma = "";
    String pragmaValue = "";
    int traits;

    void add(int trait) {
        traits |= trait;
    }

    void remove(int trait) {
        traits &= ~trait;
    }

    boolean has(int trait) {
        return (traits & trait) != 0;
    }

    void set(int trait, boolean present) {
        traits = present ? traits | trait : traits & ~trait;
    }
}
