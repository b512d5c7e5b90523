// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.testing.Workers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Run random transactions and write them down. */
final class Clients {
    /** When a transaction ended of which nobody has seen that. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int MOST_OPERATIONS = 6;

    private final String name;
    private final long seed;
    private final LongSupplier clock;
    private final Consumer<Recorded> notebook;
    private final AtomicLong marks;
    private final AtomicInteger names = new AtomicInteger();
    private final List<Client> clients = new ArrayList<>();
    private final Rest rest = new Rest();
    private final Interrupts interrupts = new Interrupts();

    /** Gives a connection. */
    @FunctionalInterface
    interface Source {
        Connection connect() throws SQLException;
    }

    /** What a transaction does. */
    @FunctionalInterface
    interface Play {
        void with(Recorder recorder) throws SQLException;
    }

    private record Client(Source source, List<Style> styles) {}

    /**
     * None yet.
     *
     * @param name what the names of their transactions begin with
     * @param marks gives each write its mark
     * @param notebook gets each transaction before it may commit, as one of unknown outcome that has not ended, and again when it
     *     has
     */
    Clients(String name, long seed, AtomicLong marks, LongSupplier clock, Consumer<Recorded> notebook) {
        this.name = name;
        this.seed = seed;
        this.marks = marks;
        this.clock = clock;
        this.notebook = notebook;
    }

    /** Adds some, whose transactions each have one of these styles. */
    Clients with(int count, Source source, Style... styles) {
        for (int i = 0; i < count; i++) {
            clients.add(new Client(source, List.of(styles)));
        }
        return this;
    }

    /** Interrupts them. */
    Interrupts interrupts() {
        return interrupts;
    }

    /** They run at least so many transactions, each in a thread of its own. */
    void run(int count) throws Exception {
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
    }

    private void play(Client client, Style style, Random random) throws SQLException {
        try (Connection connection = client.source().connect()) {
            boolean rollsBack = style.canRollBack() && random.nextInt(10) == 0;
            int operations = 1 + random.nextInt(MOST_OPERATIONS);
            record(connection, style, rollsBack, random, recorder -> {
                switch (style) {
                    case AUTOCOMMIT -> Shape.either(recorder, random);
                    case AUTOCOMMIT_MARKED -> Shape.eitherMarked(recorder, random);
                    case READ_ONLY -> Shape.reading(random).play(operations, recorder, random, rest);
                    default -> Shape.any(random).play(operations, recorder, random, rest);
                }
            });
        }
    }

    /** Runs one transaction and writes it down. */
    Outcome record(Connection connection, Style style, boolean rollsBack, Random random, Play play)
            throws SQLException {
        String transaction = name + "T" + names.incrementAndGet() + "-" + style;
        long begin = clock.getAsLong();
        Recorder recorder = new Recorder(connection, random, marks, operations -> {
            if (!style.canRollBack()) {
                notebook.accept(new Recorded(transaction, begin, NEVER, operations, Outcome.UNKNOWN, null));
            }
        });
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
                notebook.accept(new Recorded(transaction, begin, NEVER, recorder.operations(), Outcome.UNKNOWN, null));
                style.commit(connection);
                outcome = Outcome.COMMITTED;
            }
        } catch (SQLException refused) {
            failure = refused;
        }
        end(transaction, begin, recorder, outcome, failure);
        if (failure != null && begun) {
            style.rollBack(connection);
        }
        recorder.closeOpenRanges();
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        return outcome;
    }

    private void end(String transaction, long begin, Recorder recorder, Outcome outcome, @Nullable Exception failure) {
        notebook.accept(new Recorded(transaction, begin, clock.getAsLong(), recorder.operations(), outcome, failure));
    }
}
