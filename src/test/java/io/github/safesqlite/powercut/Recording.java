// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.powercut;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.powercut.Entry.Operation;
import io.github.safesqlite.powercut.Entry.Target;
import io.github.safesqlite.testing.PreloadedLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What a process wrote and synced, and when it acknowledged which units, in one order. */
record Recording(List<Entry> entries) {
    private static final String ERRORS = "errors.txt";

    /**
     * Runs a process until it has acknowledged so often.
     *
     * @param program what opens the file that it is given, which is empty, and prints a line for each acknowledgement
     * @param settings what the library is told by environment variables
     */
    static Recording of(
            Path folder,
            PreloadedLibrary library,
            Function<Path, ProcessBuilder> program,
            int acknowledgements,
            Map<String, String> settings)
            throws IOException, InterruptedException {
        Path database = Target.DATABASE.in(folder.toRealPath());
        Path log = folder.resolve("recording.log");
        // It is there from the start: that it is created at all is nobody's promise.
        Files.createFile(database);
        ProcessBuilder builder =
                program.apply(database).redirectError(folder.resolve(ERRORS).toFile());
        builder.environment().putAll(settings);
        library.into(builder);
        builder.environment().put("POWERCUT_LOG", log.toString());
        builder.environment().put("POWERCUT_DATABASE", database.toString());
        Process process = builder.start();
        try (var lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            int count = 0;
            while (count < acknowledgements && lines.readLine() != null) {
                count++;
            }
            assertEquals(acknowledgements, count, () -> "the process has ended: " + errors(folder));
        } finally {
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        return new Recording(Entry.read(log));
    }

    private static String errors(Path folder) {
        try {
            return Files.readString(folder.resolve(ERRORS));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /** As it would be if each entry had been what this makes of it. */
    Recording changed(UnaryOperator<Entry> change) {
        return new Recording(entries.stream().map(change).toList());
    }

    long count(Operation operation, Target target) {
        return entries.stream()
                .filter(entry -> entry.operation() == operation && entry.target() == target)
                .count();
    }

    @Override
    public String toString() {
        return entries.size() + " entries: " + count(Operation.WRITE, Target.STDOUT)
                + " acknowledgements, log synced "
                + count(Operation.SYNC, Target.WAL) + " times, database written "
                + count(Operation.WRITE, Target.DATABASE) + " times and synced "
                + count(Operation.SYNC, Target.DATABASE) + " times";
    }
}
