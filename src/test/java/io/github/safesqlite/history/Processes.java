// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.history.ClientProcess.Orders;
import io.github.safesqlite.history.Disturbance.Site;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.WayIn;
import io.github.safesqlite.testing.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Processes that run random transactions on one file at the same time, and die, and what happens to them and beside them. */
final class Processes {
    private static final int AT_A_TIME = 3;
    private static final int MOST_MILLIS_BETWEEN = 40;
    private static final int MOST_MILLIS_BETWEEN_STOPS = 400;
    private static final int MOST_MILLIS_STOPPED = 300;
    private static final String HONEST = "MANUAL,MANUAL,BEGIN,SAVEPOINT,AUTOCOMMIT_MARKED,READ_ONLY";

    private static final List<Disturbance> DISTURBANCES = List.of(
            Disturbance.CHECKPOINT,
            Disturbance.FOREIGN_LOCK,
            Disturbance.FOREIGN_LOCK,
            Disturbance.FOREIGN_SCHEMA_CHANGE,
            Disturbance.FOREIGN_VACUUM);

    private final Path file;
    private final long seed;
    private final int lives;
    private final int transactions;
    private final List<ClientProcess> running = new CopyOnWriteArrayList<>();
    private final Queue<Path> notes = new ConcurrentLinkedQueue<>();
    private final Map<String, Recorded> here = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<String, Integer> strikes = new ConcurrentSkipListMap<>();

    /**
     * Not yet running.
     *
     * @param lives how many processes take the place of each other; all are killed but the last
     * @param transactions how many each of them runs, if it is not killed
     */
    Processes(Path file, long seed, int lives, int transactions) {
        this.file = file;
        this.seed = seed;
        this.lives = lives;
        this.transactions = transactions;
    }

    /** Runs them to their end, with disturbances; gives the history of all. */
    History run() throws Exception {
        note(Store.create(file));
        try (Workers beside = new Workers()) {
            beside.start("signals", this::stopSome);
            beside.start("disturbances", this::disturb);
            beside.start("outsider", this::write);
            try {
                Workers.run(AT_A_TIME, this::live);
            } finally {
                over.countDown();
            }
        }
        return history();
    }

    /** Runs one process to its end, without disturbances, whose transactions are of one style. */
    History runOne(Style style) throws Exception {
        note(Store.create(file));
        live(new Orders(file, 1, seed, transactions, 0, style.name(), "processGate=false"), transactions);
        return history();
    }

    /** How often what happened. */
    Map<String, Integer> strikes() {
        return strikes;
    }

    private History history() throws Exception {
        List<Recorded> all = new ArrayList<>(here.values());
        for (Path noted : notes) {
            if (Files.exists(noted)) {
                all.addAll(HistoryFile.read(noted));
            }
        }
        try {
            return Fates.decided(all, Store.log(file));
        } catch (SQLException damaged) {
            List<Recorded> failures = new History(all, List.of()).failures();
            throw new AssertionError(
                    file + " cannot be read after " + all.size() + " transactions; " + failures, damaged);
        }
    }

    private void note(Recorded transaction) {
        here.put(transaction.name(), transaction);
    }

    private void struck(String name) {
        strikes.merge(name, 1, Integer::sum);
    }

    private void live(int place) throws Exception {
        Random random = new Random(seed * AT_A_TIME + place);
        for (int life = 0; life < lives; life++) {
            int number = 1 + place * lives + life;
            BeginMode beginMode = BeginMode.values()[random.nextInt(BeginMode.values().length)];
            String options = "processGate=" + (place > 0) + " beginMode=" + beginMode + " recheckTimeout=30s";
            Orders orders =
                    new Orders(file, number, seed * 1_000 + number, transactions, random.nextInt(3), HONEST, options);
            live(orders, life == lives - 1 ? transactions : random.nextInt(transactions));
        }
    }

    /** Lets it run so many of its transactions, and kills it unless these are all. */
    private void live(Orders orders, int ended) throws Exception {
        notes.add(orders.notes());
        try (ClientProcess process = new ClientProcess(orders)) {
            process.compareClocks();
            running.add(process);
            process.begin();
            if (ended < orders.transactions()) {
                process.awaitEnded(ended);
                pause(new Random(orders.seed()).nextInt(3_000_000));
                process.kill();
                struck("KILLED");
            } else {
                process.awaitEnd();
                struck("ENDED");
            }
            running.remove(process);
        }
    }

    private static void pause(int nanos) throws InterruptedException {
        new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
    }

    private boolean isOverIn(int mostMillis, Random random) throws InterruptedException {
        return over.await(random.nextInt(mostMillis), TimeUnit.MILLISECONDS);
    }

    /** Stops a process for a while, in whatever it is doing. */
    private void stopSome() throws Exception {
        Random random = new Random(seed);
        while (!isOverIn(MOST_MILLIS_BETWEEN_STOPS, random)) {
            List<ClientProcess> candidates = List.copyOf(running);
            if (!candidates.isEmpty()) {
                ClientProcess one = candidates.get(random.nextInt(candidates.size()));
                one.signal("STOP");
                try {
                    pause(1_000_000 * (1 + random.nextInt(MOST_MILLIS_STOPPED)));
                } finally {
                    one.signal("CONT");
                }
                struck("STOPPED");
            }
        }
    }

    /** What somebody does who does not use this library. */
    private void disturb() throws Exception {
        Random random = new Random(seed);
        try (OpenDatabase database = WayIn.PLAIN_DRIVER.open(file)) {
            Site site = new Site(file, database, new Interrupts(), random);
            do {
                Disturbance kind = DISTURBANCES.get(random.nextInt(DISTURBANCES.size()));
                struck(kind.name());
                try {
                    kind.strike(site);
                } catch (SQLException failure) {
                    // It gives up while a process that was stopped, or is recovering the log, has a lock.
                    if (failure.getErrorCode() != Sql.BUSY) {
                        throw failure;
                    }
                }
            } while (!isOverIn(MOST_MILLIS_BETWEEN, random));
        }
    }

    /** Somebody who does not use this library writes too. */
    private void write() throws Exception {
        Clients outsider = new Clients("outsider-", seed, new AtomicLong(), System::nanoTime, this::note)
                .with(1, () -> Sql.patient(file), Style.BEGIN_IMMEDIATE);
        Random random = new Random(seed);
        do {
            outsider.run(5);
        } while (!isOverIn(MOST_MILLIS_BETWEEN, random));
    }
}
