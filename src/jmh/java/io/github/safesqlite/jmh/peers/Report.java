// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The tables, printed as they come, and all numbers as JSON. */
final class Report {
    private final List<Map<String, Object>> rows = new ArrayList<>();

    void add(Workload workload, int threads, Map<Contender, Score> scores) {
        Score raw = scores.get(Contender.RAW);
        System.out.printf(
                "%n### %s, %d %s%n%n| contender | per second | of RAW | p99 ms | longest ms | Jain | failed %% |%n"
                        + "| --- | --- | --- | --- | --- | --- | --- |%n",
                workload, threads, threads == 1 ? "thread" : "threads");
        scores.forEach((contender, score) -> {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %s | %.3f | %.1f | %.3f | %.2f |%n",
                    contender,
                    score.perSecond(),
                    raw == null ? "" : String.format(Locale.ROOT, "%.2f", score.perSecond() / raw.perSecond()),
                    score.p99Micros() / 1e3,
                    score.longestMicros() / 1e3,
                    score.fairness(),
                    100 * score.failed());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("workload", workload);
            row.put("threads", threads);
            row.put("contender", contender);
            row.put("score", score);
            rows.add(row);
        });
    }

    void write(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), rows);
        System.out.println();
        System.out.println("All numbers: " + file);
    }
}
