// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.Sql;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.concurrent.TimeUnit;

/** Another process that writes through this library with the gate between processes, and runs what it is told. */
final class GateProcess implements AutoCloseable {
    private static final String DONE = "done";

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    /** Starts one, which opens {@code file} with its first command. */
    GateProcess(Path file) throws IOException {
        process = ChildJvm.of(GateProcess.class, file.toString()).start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** What a test and the other process open. */
    static SqliteConfigBuilder config(Path file) {
        return SqliteConfig.builder(file).processGate(true);
    }

    long pid() {
        return process.pid();
    }

    /** Has it run a statement so many times. */
    void start(int times, String sql) {
        commands.println(times + " " + sql);
    }

    /** Waits until that is done. */
    void await() throws IOException {
        assertEquals(DONE, answers.readLine());
    }

    void run(String sql) throws IOException {
        start(1, sql);
        await();
    }

    /** Sends it a signal by its name. */
    void signal(String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        assertEquals(0, kill.waitFor());
    }

    @Override
    public void close() throws InterruptedException {
        commands.close();
        assertTrue(process.destroyForcibly().waitFor(60, TimeUnit.SECONDS));
    }

    /** The other process: runs each line of its input on the file that is its argument. */
    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var dataSource = new ConcurrencySafeSqliteDataSource(
                        config(Path.of(arguments[0])).build());
                Connection connection = dataSource.getConnection()) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] parts = line.split(" ", 2);
                for (int times = Integer.parseInt(parts[0]); times > 0; times--) {
                    Sql.execute(connection, parts[1]);
                }
                System.out.println(DONE);
            }
        }
    }
}
