// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import io.github.safesqlite.sample.load.Fairness;
import io.github.safesqlite.sample.load.LoadResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The result of a run as a Markdown table, padded so that it reads well on a terminal too. */
public final class ReportTable {
    private static final List<String> HEADER = List.of(
            "variant",
            "success %",
            "lost updates",
            "failed yet saved",
            "requests/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "least/mean",
            "most/least",
            "WAL MB",
            "errors");

    private final List<List<String>> lines = new ArrayList<>();

    /** A table with these rows, in this order. */
    public ReportTable(List<ReportRow> rows) {
        lines.add(HEADER);
        rows.forEach(row -> lines.add(cells(row)));
    }

    private static List<String> cells(ReportRow row) {
        LoadResult result = row.result();
        Fairness fairness = result.fairness();
        return List.of(
                row.title(),
                Figures.percent(result.successPercent()),
                Figures.count(row.invariant().lostUpdates()),
                Figures.count(row.invariant().unacknowledged()),
                Figures.count(Math.round(result.requestsPerSecond())),
                latency(result, 50),
                latency(result, 95),
                latency(result, 99),
                latency(result, 100),
                Figures.ratio(fairness.leastToMean()),
                Figures.ratio(fairness.mostToLeast()),
                Figures.megabytes(row.walBytes()),
                errors(result));
    }

    private static String latency(LoadResult result, double percentile) {
        if (result.latencyMicros().getTotalCount() == 0) {
            return "-";
        }
        return Figures.millis(result.latencyMicros().getValueAtPercentile(percentile));
    }

    private static String errors(LoadResult result) {
        if (result.failures().isEmpty()) {
            return "none";
        }
        return result.failures().entrySet().stream()
                .map(failure -> failure.getKey() + " " + Figures.count(failure.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** The table, ending with a line break. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, HEADER.size()).map(this::width).toArray();
        StringBuilder text = new StringBuilder();
        append(text, HEADER, widths);
        append(text, rule(widths), widths);
        lines.stream().skip(1).forEach(line -> append(text, line, widths));
        return text.toString();
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static List<String> rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> leftAligned(column)
                        ? "-".repeat(widths[column])
                        : "-".repeat(Math.max(1, widths[column] - 1)) + ":")
                .toList();
    }

    private static void append(StringBuilder text, List<String> cells, int[] widths) {
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            text.append("| ")
                    .append(leftAligned(column) ? cell + padding : padding + cell)
                    .append(' ');
        }
        text.append("|\n");
    }

    private static boolean leftAligned(int column) {
        return column == 0 || column == HEADER.size() - 1;
    }
}
