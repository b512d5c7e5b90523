// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.finding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A finding stays small however often it comes. */
class FindingDraftTest {
    private final FindingDraft draft = new FindingDraft("id", "place", "difference", "fix");

    @Test
    void keepsTheFirstTwentyExamplesAndCountsAll() {
        for (int i = 1; i <= 20; i++) {
            assertTrue(draft.wantsExample());
            draft.add("example " + i);
        }
        assertFalse(draft.wantsExample());
        draft.add("example 21");
        draft.add();
        assertEquals(22, draft.finding().count());
        assertEquals(
                IntStream.rangeClosed(1, 20).mapToObj(i -> "example " + i).toList(),
                draft.finding().examples());
    }

    @Test
    void cutsLongExamples() {
        draft.add("x".repeat(400));
        draft.add("y".repeat(401));
        assertEquals("x".repeat(400), draft.finding().examples().get(0));
        assertEquals("y".repeat(400) + "…", draft.finding().examples().get(1));
    }
}
