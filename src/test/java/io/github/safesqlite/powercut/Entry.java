// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One line of the log that {@code recorder.c} writes.
 *
 * @param offset where the bytes were written, the size to which a file was cut, or how many entries a sync covers
 */
record Entry(Operation operation, Target target, long offset, byte[] bytes) {
    /** What was done. In the order of their numbers in {@code recorder.c}. */
    enum Operation {
        WRITE,
        TRUNCATE,
        SYNC,
        FAILED_SYNC,
        CREATE,
        UNLINK,
        /** The part of a backup took the name of the backup. */
        RENAME,
        /** Is in no log: what a test makes of an entry that is to have no effect. */
        NOTHING
    }

    /** What it was done to. In the order of their numbers in {@code recorder.c}. */
    enum Target {
        DATABASE("app.db"),
        WAL("app.db-wal"),
        JOURNAL("app.db-journal"),
        STDOUT(""),
        DIRECTORY(""),
        PART(".copy.db.part"),
        BACKUP("copy.db");

        private final String name;

        Target(String name) {
            this.name = name;
        }

        boolean isFile() {
            return !name.isEmpty();
        }

        /** The file of this kind in a folder. */
        Path in(Path folder) {
            return folder.resolve(name);
        }
    }

    /** The same with another operation. */
    Entry as(Operation other) {
        return new Entry(other, target, offset, bytes);
    }

    /** Reads a log, whose last entry may be incomplete. */
    static List<Entry> read(Path log) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(Files.readAllBytes(log)).order(ByteOrder.nativeOrder());
        List<Entry> entries = new ArrayList<>();
        while (buffer.remaining() >= 2 * Integer.BYTES + 2 * Long.BYTES) {
            Operation operation = Operation.values()[buffer.getInt() - 1];
            Target target = Target.values()[buffer.getInt() - 1];
            long offset = buffer.getLong();
            byte[] bytes = new byte[(int) buffer.getLong()];
            if (buffer.remaining() < bytes.length) {
                break;
            }
            buffer.get(bytes);
            entries.add(new Entry(operation, target, offset, bytes));
        }
        return entries;
    }
}
