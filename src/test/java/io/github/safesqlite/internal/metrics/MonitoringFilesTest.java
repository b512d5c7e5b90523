// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The dashboards and alert rules of docs/monitoring ask for series that a DataSource really has. */
class MonitoringFilesTest {
    private static final Path FILES = Path.of("docs/monitoring");
    private static final List<String> ALERTS = List.of(
            "SqliteGateFull",
            "SqliteGateTimeouts",
            "SqliteLongHolder",
            "SqliteConnectionLeak",
            "SqliteWalPinned",
            "SqliteSelfCheck",
            "SqliteBackupStale");

    @TempDir
    Path folder;

    @Test
    void micrometerHasTheSeriesOfItsFiles() throws Exception {
        ScrapedSeries series = ScrapedSeries.ofMicrometer(folder);
        assertEquals(List.of(), unknown(series, dashboardQueries("micrometer")));
        assertEquals(List.of(), unknown(series, ruleQueries("micrometer")));
    }

    @Test
    void dropwizardHasTheSeriesOfItsFiles() throws Exception {
        ScrapedSeries series = ScrapedSeries.ofDropwizard(folder);
        assertEquals(List.of(), unknown(series, dashboardQueries("dropwizard")));
        assertEquals(List.of(), unknown(series, ruleQueries("dropwizard")));
    }

    @Test
    void gaugesOfThePoolHaveTheNamesOfHikariCP() throws Exception {
        ScrapedSeries series = ScrapedSeries.ofMicrometer(folder);
        for (String end : List.of("", "_active", "_idle", "_pending", "_max", "_min")) {
            var hikari = new PromQuery.Selector("hikaricp_connections" + end, Map.of("pool", "app"));
            assertTrue(series.all().stream().anyMatch(hikari::selects), hikari::toString);
        }
    }

    @Test
    void anUnknownNameOrLabelIsFound() throws Exception {
        ScrapedSeries series = ScrapedSeries.ofMicrometer(folder);
        String unknown = "sum by (pool) (rate(safesqlite_write_hodl_seconds_sum{pool=~\"$pool\"}[5m])) > 0.9";
        String wrongLabel = "safesqlite_leaks_total{kind=\"held\"} offset 2d";
        String known =
                "increase(safesqlite_leaks_total{kind=\"held-idle\"}[5m]) > 0 unless on (pool) safesqlite_write_waiters";
        assertEquals(2, unknown(series, List.of(unknown, wrongLabel, known)).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"micrometer", "dropwizard"})
    void alertsFireWhenTheyShould(String source) throws Exception {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool"))),
                "needs promtool: apt-get install --no-install-recommends prometheus");
        Process promtool = new ProcessBuilder(
                        "promtool", "test", "rules", "src/test/resources/monitoring/alerts-" + source + "-test.yml")
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, promtool.waitFor(), output);
    }

    private static List<String> unknown(ScrapedSeries series, List<String> queries) {
        List<String> unknown = new ArrayList<>();
        for (String query : queries) {
            List<PromQuery.Selector> selectors = PromQuery.selectors(query);
            assertFalse(selectors.isEmpty(), () -> "selects nothing: " + query);
            for (PromQuery.Selector selector : selectors) {
                if (series.all().stream().noneMatch(selector::selects)) {
                    unknown.add(selector + " in " + query);
                }
            }
        }
        return unknown;
    }

    /** The queries of all panels, after a check of what Grafana needs to import them. */
    private static List<String> dashboardQueries(String source) throws IOException {
        JsonNode board = new ObjectMapper()
                .readTree(FILES.resolve("dashboard-" + source + ".json").toFile());
        assertFalse(board.path("uid").asText().isEmpty());
        assertFalse(board.path("title").asText().isEmpty());
        assertTrue(board.path("schemaVersion").asInt() >= 36, "the first with a data source per panel");
        assertEquals("prometheus", board.at("/__inputs/0/pluginId").asText());
        assertEquals("DS_PROMETHEUS", board.at("/__inputs/0/name").asText());
        List<String> variables = new ArrayList<>();
        board.at("/templating/list")
                .forEach(variable -> variables.add(variable.path("name").asText()));
        assertTrue(variables.contains("pool"), variables::toString);
        Set<Integer> ids = new HashSet<>();
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            String title = panel.path("title").asText();
            assertTrue(ids.add(panel.path("id").asInt()), () -> "an id twice: " + title);
            assertEquals("${DS_PROMETHEUS}", panel.at("/datasource/uid").asText(), title);
            assertTrue(panel.at("/gridPos/x").asInt() + panel.at("/gridPos/w").asInt() <= 24, title);
            panel.path("targets")
                    .forEach(target -> queries.add(target.path("expr").asText().replace("${pool}_", "app_")));
        }
        assertTrue(queries.size() >= 12, () -> "queries: " + queries.size());
        return queries;
    }

    private static List<String> ruleQueries(String source) throws IOException {
        Map<String, Object> rules = new Yaml().load(Files.readString(FILES.resolve("alerts-" + source + ".yml")));
        List<String> names = new ArrayList<>();
        List<String> queries = new ArrayList<>();
        for (Map<String, Object> group : maps(rules.get("groups"))) {
            for (Map<String, Object> rule : maps(group.get("rules"))) {
                names.add((String) rule.get("alert"));
                queries.add((String) rule.get("expr"));
                assertTrue(((Map<?, ?>) rule.get("labels")).containsKey("severity"), names::toString);
                assertTrue(((Map<?, ?>) rule.get("annotations")).containsKey("summary"), names::toString);
            }
        }
        assertEquals(ALERTS, names);
        return queries;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> maps(Object list) {
        return (List<Map<String, Object>>) list;
    }
}
