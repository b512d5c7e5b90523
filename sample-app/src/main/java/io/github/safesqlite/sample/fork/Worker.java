// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.fork;

import io.github.safesqlite.sample.load.LoadOptions;
import io.github.safesqlite.sample.load.LoadResult;
import io.github.safesqlite.sample.load.LoadResultText;
import io.github.safesqlite.sample.variant.Variant;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One further process, driven over its standard input and output: it says READY, is told GO, prints its result. */
final class Worker {
    static final String READY = "READY";
    static final String GO = "GO";

    private final Process process;
    private final BufferedReader fromWorker;
    private final Writer toWorker;

    private Worker(Process process) {
        this.process = process;
        this.fromWorker = process.inputReader(StandardCharsets.UTF_8);
        this.toWorker = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a JVM like this one, with the same main class. */
    static Worker start(Class<?> main, Variant variant, Path file, int firstUser, LoadOptions options)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                WorkerCommand.NAME,
                "--variant=" + variant.id(),
                "--file=" + file,
                "--first-user=" + firstUser));
        command.addAll(options.arguments());
        return new Worker(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    void awaitReady() throws IOException {
        String line = fromWorker.readLine();
        if (!READY.equals(line)) {
            throw new IOException(
                    "process " + process.pid() + " did not start; see its messages above. It said: " + line);
        }
    }

    void go() throws IOException {
        toWorker.write(GO + "\n");
        toWorker.flush();
    }

    LoadResult result() throws IOException {
        try {
            return LoadResultText.read(fromWorker.lines().collect(Collectors.joining("\n")));
        } catch (UncheckedIOException | IllegalArgumentException failed) {
            throw new IOException("process " + process.pid() + " gave no result; see its messages above", failed);
        }
    }

    void close() {
        process.destroy();
    }
}
