// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.refused;

import java.util.ArrayList;
import java.util.List;

/**
 * What the system refuses: calls of one kind, from the {@code first} on the files of a database.
 *
 * @param lasting whether it refuses those that follow too, until the cause is gone
 */
record Refusal(Call call, Reason reason, int first, boolean lasting, String journalMode) {
    /** A kind of call, and why a system may refuse it. In the order of their numbers in {@code refuser.c}. */
    enum Call {
        OPEN(25, Reason.EIO, Reason.ENOSPC, Reason.EMFILE, Reason.EACCES, Reason.EROFS, Reason.EINTR),
        READ(50, Reason.EIO, Reason.EINTR),
        WRITE(100, Reason.EIO, Reason.ENOSPC, Reason.EINTR),
        SYNC(30, Reason.EIO, Reason.ENOSPC),
        TRUNCATE(3, Reason.EIO, Reason.ENOSPC, Reason.EINTR),
        MAP(1, Reason.ENOMEM),
        LOCK(80, Reason.EIO, Reason.ENOLCK, Reason.EAGAIN),
        /**
         * With a write-ahead log nothing goes on after one that failed: SQLite takes the lock for held by a connection of this
         * process until the last one to the file is closed.
         */
        UNLOCK(80, Reason.EIO) {
            @Override
            boolean isTried(String journalMode) {
                return !journalMode.equals("WAL");
            }
        },
        UNLINK(6, Reason.EIO, Reason.EACCES, Reason.EROFS);

        private final int usual;
        private final List<Reason> reasons;

        Call(int usual, Reason... reasons) {
            this.usual = usual;
            this.reasons = List.of(reasons);
        }

        /** About how many of them a trial makes. */
        int usual() {
            return usual;
        }

        List<Reason> reasons() {
            return reasons;
        }

        /** Whether SQLite can go on when the cause is gone. */
        boolean isTried(String journalMode) {
            return true;
        }
    }

    /** An error number of Linux. */
    enum Reason {
        EINTR(4),
        EIO(5),
        EAGAIN(11),
        ENOMEM(12),
        EACCES(13),
        EMFILE(24),
        ENOSPC(28),
        EROFS(30),
        ENOLCK(37);

        private final int number;

        Reason(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }

        /** Whether it can be the answer to one call after another: these two ask the caller to call again. */
        boolean canLast() {
            return this != EINTR && this != EAGAIN;
        }
    }

    /** All that a system may refuse, from the first call on. */
    static List<Refusal> all() {
        List<Refusal> all = new ArrayList<>();
        for (Call call : Call.values()) {
            for (Reason reason : call.reasons) {
                for (String journalMode : List.of("WAL", "DELETE")) {
                    for (boolean lasting : new boolean[] {false, true}) {
                        if (call.isTried(journalMode) && (reason.canLast() || !lasting)) {
                            all.add(new Refusal(call, reason, 1, lasting, journalMode));
                        }
                    }
                }
            }
        }
        return all;
    }

    /** The same from another call on. */
    Refusal from(int number) {
        return new Refusal(call, reason, number, lasting, journalMode);
    }

    /** Whether each statement waits for a lock: SQLite does so for ten seconds if there is a log, and ENOLCK means busy to it. */
    boolean isSlow() {
        return call == Call.LOCK && lasting && (journalMode.equals("WAL") || reason == Reason.ENOLCK);
    }

    /** What {@link #toString} has written. */
    static Refusal parse(String line) {
        String[] words = line.split(" ");
        return new Refusal(
                Call.valueOf(words[0]),
                Reason.valueOf(words[1]),
                Integer.parseInt(words[2]),
                Boolean.parseBoolean(words[3]),
                words[4]);
    }

    @Override
    public String toString() {
        return String.join(" ", call.name(), reason.name(), first + "", lasting + "", journalMode);
    }
}
