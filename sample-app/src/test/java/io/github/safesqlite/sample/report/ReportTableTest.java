// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.load.Invariant;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.load.Results;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReportTableTest {
    private static final Invariant KEPT = new Invariant(4000, 4000, 4000, 4000, true);

    @Test
    void showsOneRowPerVariant() {
        LoadResult all = Results.answered(List.of(1000L, 3000L));
        LoadResult some = Results.of(List.of(0L, 4000L), new TreeMap<>(Map.of("BUSY", 123456L, "BUSY_SNAPSHOT", 4L)));

        List<String> lines = lines(
                new ReportRow("ours", all, KEPT, 4_120_000),
                new ReportRow("theirs", some, new Invariant(4001, 3998, 4000, 4000, true), 0));

        assertEquals(4, lines.size());
        assertEquals(
                List.of("ours", "100", "0", "0", "400", "0.10", "0.10", "0.10", "0.10", "0.50", "3.00", "4.1", "none"),
                cells(lines.get(2)));
        assertEquals(
                List.of(
                        "theirs",
                        "3.13",
                        "3",
                        "1",
                        "400",
                        "0.10",
                        "0.10",
                        "0.10",
                        "0.10",
                        "0.00",
                        "inf",
                        "0.0",
                        "BUSY 123,456, BUSY_SNAPSHOT 4"),
                cells(lines.get(3)));
    }

    @Test
    void allLinesAreEquallyLong() {
        List<String> lines = lines(
                new ReportRow("a", Results.answered(List.of(1L)), KEPT, 0),
                new ReportRow("a longer name", Results.of(List.of(1L), Map.of("BUSY", 1L)), KEPT, 0));

        assertEquals(1, lines.stream().mapToInt(String::length).distinct().count(), lines.toString());
    }

    @Test
    void aSingleFailureIsNotRoundedAway() {
        LoadResult almost = Results.of(List.of(1_000_000L), Map.of("BUSY", 1L));

        assertEquals(
                "99.99",
                cells(lines(new ReportRow("a", almost, KEPT, 0)).get(2)).get(1));
    }

    @Test
    void withoutAnswersThereAreNoLatencies() {
        LoadResult none = Results.of(List.of(0L), Map.of("BUSY", 7L));

        assertEquals("-", cells(lines(new ReportRow("a", none, KEPT, 0)).get(2)).get(5));
    }

    @Test
    void isMarkdown() {
        String rule = lines(new ReportRow("a", Results.answered(List.of(1L)), KEPT, 0))
                .get(1);

        assertTrue(rule.matches("(\\| -+:? )+\\|"), rule);
    }

    private static List<String> lines(ReportRow... rows) {
        return new ReportTable(List.of(rows)).toString().lines().toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }
}
