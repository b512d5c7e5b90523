// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a JVM has done.
 *
 * @param status its exit status
 * @param output what it has printed, its errors included
 */
record Application(int status, String output) {
    private static final Path AGENT = Path.of("target/agent/concurrency-safe-sqlite-agent.jar");

    /** Runs {@code java} without the agent. */
    static Application run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Application(process.waitFor(), output);
    }

    /** Runs {@code java} with the agent and its options. */
    static Application runWithAgent(String options, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        all.add("-javaagent:" + AGENT.toAbsolutePath() + (options.isEmpty() ? "" : "=" + options));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }
}
