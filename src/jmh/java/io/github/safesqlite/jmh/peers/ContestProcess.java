// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

/** One contender in a process of its own, which runs whenever it is told to. */
final class ContestProcess implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;
    private final BufferedReader answers;
    private final Writer orders;

    /** Starts it on a file that has the tables. */
    ContestProcess(Contender contender, Workload workload, Path file) throws IOException {
        this.process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        ContestProcess.class.getName(),
                        contender.name(),
                        workload.name(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        String line = answers.readLine();
        // Before it come lines of the JVM, for instance of the flight recorder.
        while (!READY.equals(line)) {
            if (line == null) {
                throw new IOException(contender + " did not start");
            }
            line = answers.readLine();
        }
    }

    /** Has it work with so many threads for so many milliseconds. */
    void order(int threads, long millis) throws IOException {
        orders.write(threads + " " + millis + "\n");
        orders.flush();
    }

    /** Waits for what it came to. */
    Score answer() throws IOException {
        String line = Objects.requireNonNull(answers.readLine(), "the process has ended");
        return Score.of(
                Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray());
    }

    /** Ends it at once, whatever it does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits until it has closed what it has open. */
    @Override
    public void close() throws IOException {
        orders.close();
        while (answers.readLine() != null) {
            // An answer that nobody waits for.
        }
        answers.close();
    }

    /** The process: the contender, the workload and the file. */
    public static void main(String[] arguments) throws Exception {
        Contender contender = Contender.valueOf(arguments[0]);
        Workload workload = Workload.valueOf(arguments[1]);
        try (Contest contest = new Contest(contender, workload, Path.of(arguments[2]));
                var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(READY);
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                String[] order = line.split(" ");
                double[] numbers = contest.run(Integer.parseInt(order[0]), Long.parseLong(order[1]))
                        .toArray();
                System.out.println(
                        Arrays.stream(numbers).mapToObj(Double::toString).collect(Collectors.joining(" ")));
            }
        }
    }
}
