// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import io.github.safesqlite.sample.load.Fairness;
import io.github.safesqlite.sample.load.LoadResult;
import java.util.List;

/** The result of a run as a Markdown table. */
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

    private final TextTable table;

    /** A table with these rows, in this order. */
    public ReportTable(List<ReportRow> rows) {
        table = new TextTable(HEADER, rows.stream().map(ReportTable::cells).toList());
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
                Figures.latency(result, 50),
                Figures.latency(result, 95),
                Figures.latency(result, 99),
                Figures.latency(result, 100),
                Figures.ratio(fairness.leastToMean()),
                Figures.ratio(fairness.mostToLeast()),
                Figures.megabytes(row.walBytes()),
                Figures.failures(result));
    }

    /** The table, ending with a line break. */
    @Override
    public String toString() {
        return table.toString();
    }
}
