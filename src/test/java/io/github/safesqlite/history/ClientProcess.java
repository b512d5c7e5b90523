// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.ChildJvm;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.WayIn;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Another process, whose clients run random transactions through this library and write them to a file. */
final class ClientProcess implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int KILLED = 128 + 9;
    private static final int MOST_SECONDS = 90;
    private static final long MOST_MARKS = 10_000_000;

    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    /** What it says besides that transactions have ended; the stacks of its threads, if it hangs. */
    private final StringBuilder said = new StringBuilder();

    private CompletableFuture<Void> watch = CompletableFuture.completedFuture(null);
    private volatile boolean hangs;

    /**
     * What it does.
     *
     * @param number tells it from all other processes of a history
     * @param reopenings how often it closes its DataSource and opens another
     * @param styles the names of styles, of which each transaction has one
     */
    record Orders(Path file, int number, long seed, int transactions, int reopenings, String styles, String options) {
        /** Where it writes down its transactions. */
        Path notes() {
            return file.resolveSibling(file.getFileName() + "." + number + ".history");
        }
    }

    /** Starts one, which waits for {@link #begin}. */
    ClientProcess(Orders orders) throws IOException {
        process = ChildJvm.of(
                        ClientProcess.class,
                        orders.file().toString(),
                        Integer.toString(orders.number()),
                        Long.toString(orders.seed()),
                        Integer.toString(orders.transactions()),
                        Integer.toString(orders.reopenings()),
                        orders.styles(),
                        orders.options())
                .start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        answers = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Fails unless its clock is the clock of this process. */
    void compareClocks() throws IOException {
        for (int i = 0; i < 3; i++) {
            long before = System.nanoTime();
            commands.println("time");
            long there = Long.parseLong(answers.readLine());
            long after = System.nanoTime();
            assertTrue(before < there && there < after, before + " " + there + " " + after);
        }
    }

    /** Its clients begin. If it does not end, its threads tell where they are, and it is killed. */
    void begin() {
        commands.println("begin");
        watch = CompletableFuture.runAsync(
                () -> {
                    hangs = true;
                    signal("CONT");
                    signal("QUIT");
                    CompletableFuture.delayedExecutor(2, TimeUnit.SECONDS).execute(process.toHandle()::destroyForcibly);
                },
                CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS));
    }

    /** Waits until so many of its transactions have ended, or it has; gives how many have. */
    long awaitEnded(long count) throws IOException {
        long ended = 0;
        while (ended < count) {
            int next = answers.read();
            if (next < 0) {
                break;
            }
            if (next == '.') {
                ended++;
            } else {
                said.append((char) next);
            }
        }
        return ended;
    }

    /** Kills it, and fails if it had ended by itself. */
    void kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        int exit = process.exitValue();
        assertTrue(!hangs && (exit == KILLED || exit == 0), () -> "it ended with " + exit + ": " + said);
    }

    /** Waits until it ends by itself. */
    void awaitEnd() throws IOException {
        awaitEnded(Long.MAX_VALUE);
        int exit = process.onExit().join().exitValue();
        assertEquals(0, exit, () -> "it failed or hung: " + said);
    }

    /** Sends it a signal, unless it has ended. */
    void signal(String name) {
        try {
            if (process.isAlive()) {
                new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .onExit()
                        .join();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        watch.cancel(false);
        process.destroyForcibly().onExit().join();
    }

    /** The other process. */
    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        while (input.readLine().equals("time")) {
            System.out.println(System.nanoTime());
        }
        var orders = new Orders(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                Long.parseLong(arguments[2]),
                Integer.parseInt(arguments[3]),
                Integer.parseInt(arguments[4]),
                arguments[5],
                arguments[6]);
        try (HistoryFile notes = new HistoryFile(orders.notes())) {
            run(orders, notes);
        }
    }

    private static void run(Orders orders, HistoryFile notes) throws Exception {
        var out = new FileOutputStream(FileDescriptor.out);
        AtomicLong marks = new AtomicLong(orders.number() * MOST_MARKS);
        int parts = orders.reopenings() + 1;
        for (int part = 0; part < parts; part++) {
            try (OpenDatabase database =
                    WayIn.OWN_POOL.open(orders.file(), orders.options().split(" "))) {
                String name = "P" + orders.number() + "." + part + "-";
                new Clients(name, orders.seed() + part, marks, System::nanoTime, transaction -> {
                            notes.add(transaction);
                            if (transaction.end() != Clients.NEVER) {
                                tell(out);
                            }
                        })
                        .with(CLIENTS, database::connect, styles(orders.styles()))
                        .run(orders.transactions() / parts);
            }
        }
    }

    private static Style[] styles(String names) {
        return Arrays.stream(names.split(",")).map(Style::valueOf).toArray(Style[]::new);
    }

    private static void tell(FileOutputStream out) {
        try {
            out.write('.');
        } catch (IOException parentIsGone) {
            throw new UncheckedIOException(parentIsGone);
        }
    }
}
