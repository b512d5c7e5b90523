// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.util.List;
import java.util.stream.Collectors;

/** Something that no serial order of the transactions explains. */
record Anomaly(Type type, String message) {
    private static final int MOST_MESSAGES = 5;

    /** The phenomena that Adya defines, and some that need no graph. */
    enum Type {
        /** A transaction did not see what it had written itself. */
        OWN_WRITE_UNSEEN,
        /** A committed write is not in the database. */
        WRITE_LOST,
        /** A write that was rolled back is in the database. */
        ABORTED_WRITE,
        /** Two transactions wrote the same successor of one version. */
        LOST_UPDATE,
        /** A text was read that nobody wrote. */
        UNWRITTEN_READ,
        /** Aborted read. */
        G1A,
        /** Intermediate read. */
        G1B,
        /** A cycle of writes. */
        G0,
        /** A cycle of writes and reads of what was written. */
        G1C,
        /** A cycle with one anti-dependency, such as a lost update or read skew. */
        G_SINGLE,
        /** A cycle with several anti-dependencies, such as write skew. */
        G2,
        /** A cycle that needs the order in which transactions ended and began. */
        REAL_TIME
    }

    @Override
    public String toString() {
        return type + ": " + message;
    }

    /** The first of them in words; empty if there is none. */
    static String messages(List<Anomaly> anomalies) {
        return anomalies.stream().limit(MOST_MESSAGES).map(Anomaly::toString).collect(Collectors.joining("\n"));
    }
}
