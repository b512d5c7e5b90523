// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.report.Figures;
import io.github.safesqlite.sample.report.TextTable;
import java.util.List;

/** What the users of a service saw, as a Markdown table. */
final class LoadTable {
    private static final List<String> HEADER = List.of(
            "load",
            "requests",
            "requests/s",
            "p50 ms",
            "p95 ms",
            "p99 ms",
            "max ms",
            "success %",
            "least/mean",
            "errors");

    private LoadTable() {}

    static String of(String title, LoadResult result) {
        List<String> row = List.of(
                title,
                Figures.count(result.answered() + result.failed()),
                Figures.count(Math.round(result.requestsPerSecond())),
                Figures.latency(result, 50),
                Figures.latency(result, 95),
                Figures.latency(result, 99),
                Figures.latency(result, 100),
                Figures.percent(result.successPercent()),
                Figures.ratio(result.fairness().leastToMean()),
                Figures.failures(result));
        return new TextTable(HEADER, List.of(row)).toString();
    }
}
