// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.digest.TableDigest;

/**
 * What was seen of a table of the source.
 *
 * @param rows the number of rows
 * @param digest the hash of the rows that fit
 * @param largestRow the number of characters of the largest row
 */
public record SourceDigest(long rows, TableDigest digest, long largestRow) {
    /** Whether all values fit the target. */
    public boolean fits() {
        return digest.rows() == rows;
    }
}
