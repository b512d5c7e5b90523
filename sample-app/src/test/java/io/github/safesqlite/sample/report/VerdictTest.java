// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.load.Invariant;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.load.Results;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Invariant KEPT = new Invariant(5, 5, 5, 5, true);

    @Test
    void passesWhereNothingFailedAndNothingIsMissing() {
        assertTrue(verdict(Results.answered(List.of(5L)), KEPT).passed());
    }

    @Test
    void oneFailedRequestIsAProblem() {
        Verdict verdict = verdict(Results.of(List.of(5L), Map.of("BUSY", 1L)), KEPT);

        assertFalse(verdict.passed());
        assertEquals(List.of("ours: 1 requests failed: {BUSY=1}"), verdict.problems());
    }

    @Test
    void aBrokenInvariantIsAProblemWithItsFigures() {
        Verdict verdict = verdict(Results.answered(List.of(5L)), new Invariant(5, 4, 5, 5, true));

        assertEquals(
                List.of("ours: acknowledged 5 messages and 5 counter updates,"
                        + " the database holds 5 messages and a counter of 4"),
                verdict.problems());
    }

    @Test
    void noAnswerAtAllIsAProblem() {
        assertFalse(verdict(Results.answered(List.of(0L)), new Invariant(0, 0, 0, 0, true))
                .passed());
    }

    private static Verdict verdict(LoadResult result, Invariant invariant) {
        return Verdict.on(new ReportRow("ours", result, invariant, 0));
    }
}
