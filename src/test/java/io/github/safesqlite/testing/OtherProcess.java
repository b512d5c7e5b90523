// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;

/** Another process that has a file open, with the driver alone and in autocommit, and runs what it is told until it is closed. */
public final class OtherProcess implements AutoCloseable {
    private static final String DONE = "done";

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    /** Starts one, which opens {@code file} with its first {@link #run}. */
    public OtherProcess(Path file) throws IOException {
        process = ChildJvm.of(OtherProcess.class, file.toString()).start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** Runs a statement there and waits for its end. */
    public void run(String sql) throws IOException {
        commands.println(sql);
        assertEquals(DONE, answers.readLine());
    }

    @Override
    public void close() throws InterruptedException {
        commands.close();
        assertEquals(0, process.waitFor());
    }

    /** The other process: runs each line of its input on the file that is its argument. */
    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Connection connection = Sql.plain(Path.of(arguments[0]))) {
            for (String sql = input.readLine(); sql != null; sql = input.readLine()) {
                Sql.execute(connection, sql);
                System.out.println(DONE);
            }
        }
    }
}
