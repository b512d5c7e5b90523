// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.testing.Workers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs random transactions of several clients on one database and gives their history. */
final class Trial {
    private static final int MOST_OPERATIONS = 6;

    private final Path file;
    private final long seed;
    private final List<Client> clients = new ArrayList<>();
    private final Queue<Recorded> transactions = new ConcurrentLinkedQueue<>();
    private final AtomicInteger names = new AtomicInteger();
    private final Rest rest = new Rest();
    private final Interrupts interrupts = new Interrupts();
    private final long start = System.nanoTime();

    /** Gives a connection. */
    @FunctionalInterface
    interface Source {
        Connection connect() throws SQLException;
    }

    private record Client(Source source, List<Style> styles) {}

    Trial(Path file, long seed) throws SQLException {
        this.file = file;
        this.seed = seed;
        transactions.add(Store.create(file));
    }

    /** Adds clients, whose transactions each have one of these styles. */
    Trial with(int count, Source source, Style... styles) {
        for (int i = 0; i < count; i++) {
            clients.add(new Client(source, List.of(styles)));
        }
        return this;
    }

    /** Interrupts the clients of this. */
    Interrupts interrupts() {
        return interrupts;
    }

    /** Runs at least so many transactions. */
    History run(int count) throws Exception {
        List<Random> randoms = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            randoms.add(new Random(seed * 0x9E3779B97F4A7C15L + i));
        }
        Workers.untilDone(clients.size(), count, worker -> {
            Client client = clients.get(worker);
            Random random = randoms.get(worker);
            try {
                Style style = client.styles().get(random.nextInt(client.styles().size()));
                interrupts.during(() -> play(client, style, random));
            } finally {
                rest.end();
            }
            return worker;
        });
        return history();
    }

    /** What is recorded so far. */
    History history() throws SQLException {
        return new History(List.copyOf(transactions), Store.log(file));
    }

    private void play(Client client, Style style, Random random) throws SQLException {
        try (Connection connection = client.source().connect()) {
            boolean rollsBack = style.canRollBack() && random.nextInt(10) == 0;
            int operations = 1 + random.nextInt(MOST_OPERATIONS);
            record(connection, style, rollsBack, random, recorder -> {
                switch (style) {
                    case AUTOCOMMIT -> Shape.either(recorder, random);
                    case READ_ONLY -> Shape.reading(random).play(operations, recorder, random, rest);
                    default -> Shape.any(random).play(operations, recorder, random, rest);
                }
            });
        }
    }

    /** What a transaction does. */
    @FunctionalInterface
    interface Play {
        void with(Recorder recorder) throws SQLException;
    }

    /** Runs one transaction and records it. */
    Outcome record(Connection connection, Style style, boolean rollsBack, Random random, Play play)
            throws SQLException {
        long begin = now();
        Recorder recorder = new Recorder(connection, random);
        Outcome outcome = Outcome.FAILED;
        SQLException failure = null;
        boolean begun = false;
        try {
            style.begin(connection);
            begun = true;
            play.with(recorder);
            recorder.readOpenRanges();
            outcome = rollsBack ? Outcome.ROLLED_BACK : Outcome.UNKNOWN;
            if (rollsBack) {
                style.rollBack(connection);
            } else {
                style.commit(connection);
                outcome = Outcome.COMMITTED;
            }
        } catch (SQLException refused) {
            failure = refused;
        }
        add(style, begin, recorder, outcome, failure);
        if (failure != null && begun) {
            style.rollBack(connection);
        }
        recorder.closeOpenRanges();
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        return outcome;
    }

    private void add(Style style, long begin, Recorder recorder, Outcome outcome, @Nullable Exception failure) {
        String name = "T" + names.incrementAndGet() + "-" + style;
        transactions.add(new Recorded(name, begin, now(), recorder.operations(), outcome, failure));
    }

    private long now() {
        return System.nanoTime() - start;
    }
}
