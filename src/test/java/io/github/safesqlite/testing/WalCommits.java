// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the transactions in a write-ahead log (sqlite.org/fileformat2.html#the_write_ahead_log). */
public final class WalCommits {
    private static final int HEADER = 32;
    private static final int FRAME_HEADER = 24;
    private static final int PAGE_SIZE_AT = 8;
    private static final int SALT_AT = 16;
    private static final int COMMIT_AT = 4;
    private static final int FRAME_SALT_AT = 8;

    private WalCommits() {}

    /** How many transactions were committed to the log of a database since it began anew. */
    public static int of(Path database) throws IOException {
        ByteBuffer log = ByteBuffer.wrap(Files.readAllBytes(database.resolveSibling(database.getFileName() + "-wal")));
        int frame = FRAME_HEADER + log.getInt(PAGE_SIZE_AT);
        int commits = 0;
        for (int at = HEADER;
                at + frame <= log.capacity() && log.getLong(at + FRAME_SALT_AT) == log.getLong(SALT_AT);
                at += frame) {
            // The size of the database in pages in the last frame of a transaction, zero in the others.
            if (log.getInt(at + COMMIT_AT) != 0) {
                commits++;
            }
        }
        return commits;
    }
}
