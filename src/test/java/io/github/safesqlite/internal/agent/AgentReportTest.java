// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AgentReportTest {
    private final AgentReport report = new AgentReport();

    private List<String> lines() {
        return report.text().lines().toList();
    }

    @Test
    void saysThatNothingWasChanged() {
        assertEquals(
                List.of(
                        "concurrency-safe-sqlite agent: nothing was changed, for the application has not loaded sqlite-jdbc"),
                lines());
    }

    @Test
    void listsMethodsLibraryAndDatabases() {
        report.changed("file:/lib/driver.jar", List.of("org.sqlite.JDBC.connect(String, Properties)"));
        report.library(String.class);
        report.opened("b.db");
        report.opened("a.db");
        report.opened("b.db");
        report.opened("");
        assertEquals(
                List.of(
                        "changed org.sqlite.JDBC.connect(String, Properties) of file:/lib/driver.jar",
                        "connections are opened by the library of an unknown place",
                        "1 connection opened through this library: a temporary database",
                        "1 connection opened through this library: a.db",
                        "2 connections opened through this library: b.db"),
                lines().stream().map(line -> line.replace(Agent.NAME, "")).toList());
    }

    @Test
    void showsNoParameters() {
        report.opened("a.db?password=secret");
        report.opened("file:a.db?hexkey=secret");
        assertFalse(report.text().contains("secret"));
        assertTrue(report.text().contains("file:a.db"));
    }

    @Test
    void listsAHundredDatabases() {
        for (int i = 0; i < 200; i++) {
            report.opened(i + ".db");
        }
        report.opened("0.db");
        assertEquals(102, lines().size());
        assertTrue(report.text().contains("100 connections opened through this library: other databases"));
        assertTrue(report.text().contains("2 connections opened through this library: 0.db"));
    }
}
