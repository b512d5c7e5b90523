// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import io.github.safesqlite.snapshot.TenantsSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} says what is registered, no more and no less. */
class MetricsDocumentationTest {
    private static final Pattern METRIC = Pattern.compile("[a-z]+\\.[A-Z][A-Za-z]+");

    private static Map<String, String> registered() {
        MetricRegistry registry = new MetricRegistry();
        PoolMetrics.register(registry, "app", new IdleDataSource());
        Map<String, String> types = new TreeMap<>();
        registry.getMetrics().forEach((name, metric) -> types.put(name.substring("app.".length()), type(metric)));
        return types;
    }

    private static boolean isCost(String name) {
        return name.startsWith("cost.");
    }

    private static Set<String> ofTenants() {
        MetricRegistry registry = new MetricRegistry();
        TenantMetrics.register(registry, "app", () -> new TenantsSnapshot("app", 50, List.of(), 0, 0, 0, 0, 0, 0, 0));
        return registry.getNames().stream()
                .map(name -> name.substring("app.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String type(Metric metric) {
        if (metric instanceof Timer) {
            return "timer";
        }
        if (metric instanceof Histogram) {
            return "histogram";
        }
        if (metric instanceof Meter) {
            return "meter";
        }
        if (metric instanceof Counter) {
            return "counter";
        }
        assertTrue(metric instanceof Gauge, () -> "unknown type of metric: " + metric);
        return "gauge";
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs/metrics.md"));
    }

    private static List<String[]> rows() throws IOException {
        String list = page().split("## The list")[1].split("\n## ")[0];
        List<String[]> rows = new ArrayList<>();
        list.lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(line -> rows.add(line.substring(1).trim().split("\\s*\\|\\s*")));
        return rows;
    }

    @Test
    void listHasEachMetricWithItsTypeOnce() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String[] row : rows()) {
            String previous = documented.put(row[0].replace("`", ""), row[1]);
            assertEquals(null, previous, () -> row[0] + " is listed twice");
        }
        Map<String, String> expected = registered();
        expected.keySet().removeIf(MetricsDocumentationTest::isCost);
        assertEquals(expected, documented);
    }

    private static String section(String title) throws IOException {
        return page().split("## " + title)[1].split("\n## ")[0];
    }

    /** The names that the rows of its tables begin with. */
    private static Set<String> namesIn(String section) {
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("`")[1])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void theSectionOnCostsHasEachOfTheirMetrics() throws IOException {
        String section = section("Costs of statements");
        Set<String> expected = new TreeSet<>();
        for (String name : registered().keySet()) {
            if (isCost(name)) {
                String kind = name.substring(name.lastIndexOf('.') + 1);
                assertTrue(section.contains('`' + kind + '`'), kind);
                expected.add(name.replace('.' + kind, ".KIND"));
            }
        }
        assertEquals(expected, namesIn(section));
    }

    @Test
    void theSectionOnTenantsHasEachOfTheirMetrics() throws IOException {
        assertEquals(ofTenants(), namesIn(section("Tenants")));
    }

    @Test
    void eachRowIsComplete() throws IOException {
        for (String[] row : rows()) {
            assertEquals(5, row.length, () -> String.join(" | ", row));
            for (String cell : row) {
                assertFalse(cell.isBlank(), () -> String.join(" | ", row));
            }
        }
    }

    @Test
    void textMentionsOnlyMetricsThatExist() throws IOException {
        Set<String> known = new TreeSet<>(registered().keySet());
        known.addAll(ofTenants());
        Matcher code = Pattern.compile("`(?:app\\.)?([^`\n]+)`").matcher(page());
        while (code.find()) {
            String word = code.group(1);
            if (METRIC.matcher(word).matches()) {
                assertTrue(known.contains(word), () -> "no such metric: " + word);
            }
        }
    }
}
