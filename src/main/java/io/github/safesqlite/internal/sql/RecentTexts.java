// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

/**
 * Distinguishes SQL that is repeated from SQL that contains its values and is not, without storing either. An occasional
 * mistake only costs a little time. Not thread-safe, though a race only leads to such a mistake.
 */
public final class RecentTexts {
    private static final int REMEMBERED = 256;

    private final int[] hashes = new int[REMEMBERED];

    /** Whether the text has come not long ago; remembers that it has come now. */
    public boolean hasCome(String text) {
        int hash = text.hashCode();
        int place = (hash ^ hash >>> 16) & (REMEMBERED - 1);
        boolean again = hashes[place] == hash;
        hashes[place] = hash;
        return again;
    }
}
