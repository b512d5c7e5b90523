// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.SampleApp;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command {@code serve} in a process of its own, on a free port. It is killed when it is closed. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on http://[^:]+:(\\d+), .*");
    private static final int LONGEST_STOP_SECONDS = 60;

    private final Process process;
    private final Path log;
    private final int port;

    private ServiceProcess(Process process, Path log) throws IOException {
        this.process = process;
        this.log = log;
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        Matcher listening = LISTENING.matcher(line == null ? "" : line);
        if (!listening.matches()) {
            process.destroyForcibly();
            throw new IOException("the service said \"" + line + "\" and logged: " + Files.readString(log));
        }
        this.port = Integer.parseInt(listening.group(1));
    }

    /** Starts the service on a database and waits until it listens. */
    static ServiceProcess start(Path database) throws IOException {
        Path log = Files.createTempFile(database.getParent(), "service", ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                // It starts sooner so.
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.log.io.github.safesqlite.maintenance=debug",
                "-cp",
                System.getProperty("java.class.path"),
                SampleApp.class.getName(),
                "serve",
                "--port=0",
                "--db-path=" + database));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().remove("ADMIN_TOKEN");
        return new ServiceProcess(builder.start(), log);
    }

    int port() {
        return port;
    }

    /** What it has logged so far. */
    List<String> log() throws IOException {
        return Files.readAllLines(log);
    }

    /** Kills it with SIGKILL, which it does not notice. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Ends it with SIGTERM and returns its exit status. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the service still runs after " + LONGEST_STOP_SECONDS + " s");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
