// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

class ParameterCountsTest {
    @Test
    void longTextsAreForgottenBeforeTheyFillTheHeap() {
        var counts = new ParameterCounts(4096);
        counts.remember("first", 1);
        for (int i = 0; i < 5; i++) {
            counts.remember("x".repeat(1_000_000) + i, i);
        }
        assertNull(counts.of("first"));
        assertNull(counts.of("x".repeat(1_000_000) + 3));
        assertEquals(4, counts.of("x".repeat(1_000_000) + 4));
    }

    @Test
    void shortTextsAreForgottenByTheirNumberOnly() {
        var counts = new ParameterCounts(3);
        for (int i = 0; i < 3; i++) {
            counts.remember("text " + i, i);
        }
        assertEquals(0, counts.of("text 0"));
        counts.remember("one more", 7);
        assertNull(counts.of("text 0"));
        assertEquals(7, counts.of("one more"));
    }
}
