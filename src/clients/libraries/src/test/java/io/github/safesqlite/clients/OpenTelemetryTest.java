// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.JavaProcess;
import io.github.safesqlite.clients.testing.Sql;
import io.github.safesqlite.config.SqliteConfig;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Spans of statements, by the wrapper of OpenTelemetry and by its agent. */
class OpenTelemetryTest {
    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    @TempDir
    Path folder;

    @Test
    void wrapperSeesStatementsAndTheDataSourceIsInside() throws Exception {
        try (DatabaseFile file = DatabaseFile.in(folder)) {
            DataSource observed =
                    JdbcTelemetry.create(TELEMETRY.getOpenTelemetry()).wrap(file.dataSource());
            Sql.run(observed, "CREATE TABLE task (name TEXT)", "INSERT INTO task VALUES ('secret')");
            assertEquals(1, Sql.number(observed, "SELECT count(*) FROM task"));
            assertSame(file.dataSource(), observed.unwrap(ConcurrencySafeSqliteDataSource.class));

            List<SpanData> ofStatements = TELEMETRY.getSpans().stream()
                    .filter(span -> span.getName().contains("task"))
                    .toList();
            assertEquals(3, ofStatements.size(), ofStatements::toString);
            String attributes = ofStatements.get(1).getAttributes().toString();
            assertTrue(attributes.contains("sqlite"), attributes);
            assertTrue(attributes.contains("INSERT INTO task VALUES (?)"), attributes);
        }
    }

    /** What the process with the agent does. */
    static final class Application {
        public static void main(String[] arguments) throws Exception {
            var config = SqliteConfig.builder(arguments[0]).build();
            try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
                Sql.run(dataSource, "CREATE TABLE task (name TEXT)", "INSERT INTO task VALUES ('secret')");
            }
        }
    }

    @Test
    void agentSeesEachStatementOnce() throws Exception {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-javaagent:target/opentelemetry/opentelemetry-javaagent.jar",
                "-Dotel.traces.exporter=console",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                "-cp",
                JavaProcess.classPath(),
                Application.class.getName(),
                folder.resolve("app.db").toString());
        Path output = folder.resolve("output.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertEquals(0, process.waitFor(), () -> "see " + output);
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        List<String> inserts = text.lines()
                .filter(line -> line.contains("INSERT INTO task VALUES (?)"))
                .toList();
        assertEquals(1, inserts.size(), text);
        assertTrue(inserts.get(0).contains("sqlite"), text);
    }
}
