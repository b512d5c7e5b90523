// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Runs random transactions of several clients of this process on one database and gives their history. */
final class Trial {
    private final Path file;
    private final Map<String, Recorded> transactions = new ConcurrentHashMap<>();
    private final long start = System.nanoTime();
    private final Clients clients;

    Trial(Path file, long seed) throws SQLException {
        this.file = file;
        clients = new Clients("", seed, new AtomicLong(), () -> System.nanoTime() - start, this::note);
        note(Store.create(file));
    }

    private void note(Recorded transaction) {
        transactions.put(transaction.name(), transaction);
    }

    /** Adds clients, whose transactions each have one of these styles. */
    Trial with(int count, Clients.Source source, Style... styles) {
        clients.with(count, source, styles);
        return this;
    }

    /** Interrupts the clients of this. */
    Interrupts interrupts() {
        return clients.interrupts();
    }

    /** Runs at least so many transactions. */
    History run(int count) throws Exception {
        clients.run(count);
        return history();
    }

    /** What is recorded so far. */
    History history() throws SQLException {
        return new History(List.copyOf(transactions.values()), Store.log(file));
    }

    /** Runs one transaction and records it. */
    Outcome record(Connection connection, Style style, boolean rollsBack, Random random, Clients.Play play)
            throws SQLException {
        return clients.record(connection, style, rollsBack, random, play);
    }
}
