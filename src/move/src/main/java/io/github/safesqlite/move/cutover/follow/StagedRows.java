// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import io.github.safesqlite.move.digest.Hash128;

/** What the target must have of the changed rows of a table: their number and the sum of their hashes. Not thread-safe. */
final class StagedRows {
    long gone;
    private long present;
    private long largest;
    private Hash128 hash = Hash128.ZERO;

    void add(Hash128 row, String[] values) {
        long size = 0;
        for (String value : values) {
            size += value == null ? 0 : value.length();
        }
        largest = Math.max(largest, size);
        hash = hash.plus(row);
        present++;
    }

    /** The number of changes. */
    long size() {
        return present + gone;
    }

    /** The number of characters of the largest row. */
    long largest() {
        return largest;
    }

    boolean sameAs(StagedRows other) {
        return present == other.present && hash.equals(other.hash);
    }
}
