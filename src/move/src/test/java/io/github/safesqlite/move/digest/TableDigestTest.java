// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The hash of a table depends on its rows, and not on their order. */
class TableDigestTest {
    private final RowHasher hasher = new RowHasher();

    private TableDigest digest(List<String> rows) {
        TableDigest digest = new TableDigest();
        for (String row : rows) {
            Hash128 hash = hasher.hash(row.split(","));
            digest.add(hash, hash);
        }
        return digest;
    }

    @Test
    void theOrderDoesNotMatter() {
        List<String> rows = Arrays.asList("1,a", "2,b", "2,b", "3,c");
        TableDigest digest = digest(rows);
        Collections.reverse(rows);
        assertTrue(digest.sameAs(digest(rows)));
        assertEquals(digest.hash(), digest(rows).hash());
    }

    @Test
    void rowsThatOccurTwiceDoNotCancelOut() {
        assertFalse(digest(List.of("1,a", "2,b", "2,b")).sameAs(digest(List.of("1,a", "3,c", "3,c"))));
        assertNotEquals(
                digest(List.of("2,b", "2,b")).hash(),
                digest(List.of("3,c", "3,c")).hash());
    }

    @Test
    void theBordersBetweenValuesMatter() {
        assertNotEquals(hasher.hash(new String[] {"ab", "c"}), hasher.hash(new String[] {"a", "bc"}));
        assertNotEquals(hasher.hash(new String[] {null}), hasher.hash(new String[] {""}));
        assertNotEquals(hasher.hash(new String[] {null, "a"}), hasher.hash(new String[] {"a", null}));
    }

    @Test
    void sumsCarryOver() {
        assertEquals(new Hash128(1, 0), new Hash128(0, -1).plus(new Hash128(0, 1)));
        assertEquals(Hash128.ZERO, new Hash128(-1, -1).plus(new Hash128(0, 1)));
    }

    @Test
    void namesTheBucketsThatDifferWithinABound() {
        TableDigest one = new TableDigest();
        TableDigest other = new TableDigest();
        for (int bucket = 0; bucket < 10; bucket++) {
            one.add(new Hash128((long) bucket << 52, 0), new Hash128(0, 1));
        }
        assertEquals(10, one.differingBuckets(other, 10).cardinality());
        assertEquals(3, one.differingBuckets(other, 3).cardinality());
        assertEquals(1, one.differingBuckets(other, 0).cardinality());
        assertTrue(one.differingBuckets(one, 10).isEmpty());
    }
}
