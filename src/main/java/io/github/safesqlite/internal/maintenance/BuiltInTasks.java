// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.config.MaintenanceConfig;
import io.github.safesqlite.internal.driver.IntegrityCheck;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.gate.GateTask;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.opening.LockOwner;
import io.github.safesqlite.internal.pool.Deadlines;
import io.github.safesqlite.internal.pool.Loan;
import io.github.safesqlite.internal.retry.Backoff;
import io.github.safesqlite.internal.retry.BusyAction;
import io.github.safesqlite.internal.retry.BusyRetry;
import io.github.safesqlite.internal.retry.RetryLimits;
import io.github.safesqlite.internal.retry.RetryPoint;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The tasks that come with the library, for one DataSource. Each opens a connection of its own and closes it, so that it
 * takes none of the pool's. Thread-safe.
 */
final class BuiltInTasks {
    /** The names of all of them. */
    static final List<String> NAMES = List.of("optimize", "vacuum", "check", "wal", "backup");

    private static final Log log = Log.named("io.github.safesqlite.maintenance");

    /** Nothing is done in the first minute: an application that starts has other things to do, and a short one is left alone. */
    private static final Duration SETTLING = Duration.ofMinutes(1);

    // The default mask (0xfffe), and 0x10000: all tables, not only those that this connection, which is new, has read
    // (sqlite.org/pragma.html#pragma_optimize).
    private static final String OPTIMIZE = "PRAGMA optimize=0x1fffe";

    /** The same with 0x1: lists what it would do, and does nothing. It takes the write lock all the same. */
    private static final String WOULD_OPTIMIZE = "PRAGMA optimize=0x1ffff";

    private static final IntegrityCheck CHECK = IntegrityCheck.QUICK;

    /** Pages that are given back in one stay in the gate, some milliseconds long. */
    private static final int VACUUM_STEP = 500;

    private static final String VACUUM = "PRAGMA incremental_vacuum(" + VACUUM_STEP + ")";
    private static final int MOST_VACUUM_STEPS = 100;

    private final MaintenanceUser user;
    private final Supplier<List<MaintenanceUser>> present;
    private final Clock clock;
    private final Ticker ticker;
    private final BusyRetry retry;
    private final LockOwner lockOwner;

    /**
     * The tasks of {@code user}.
     *
     * @param present all DataSources on the file
     */
    BuiltInTasks(MaintenanceUser user, Supplier<List<MaintenanceUser>> present, Clock clock, Ticker ticker) {
        this.user = user;
        this.present = present;
        this.clock = clock;
        this.ticker = ticker;
        this.retry = new BusyRetry(RetryLimits.of(user.config()), ticker, user.listeners());
        this.lockOwner = new LockOwner(user.source().sharedFile(), user.source().file());
    }

    /** Those that the DataSource wants. */
    List<Task> tasks() {
        List<Task> tasks = new ArrayList<>();
        if (user.source().file() == null) {
            return tasks;
        }
        MaintenanceConfig wanted = user.config().maintenance();
        if (!user.config().readOnly()) {
            add(tasks, "optimize", wanted.optimizeInterval(), this::optimize);
            add(tasks, "vacuum", wanted.vacuumInterval(), this::vacuum);
            add(
                    tasks,
                    "wal",
                    wanted.walTruncateInterval(),
                    limit -> user.emptyLog().run());
        }
        add(tasks, "check", wanted.checkInterval(), this::check);
        wanted.backupDirectory().ifPresent(directory -> {
            var backup = new ScheduledBackup(user, directory, clock, ticker);
            add(tasks, "backup", Optional.of(wanted.backupInterval()), limit -> {
                // SQLite's copying cannot be interrupted, and a backup that is made is better than none.
                limit.lift();
                backup.run();
            });
        });
        return tasks;
    }

    private void add(List<Task> tasks, String name, Optional<Duration> interval, Work work) {
        interval.ifPresent(every -> {
            Duration settling = every.compareTo(SETTLING) < 0 ? every : SETTLING;
            Instant notBefore = clock.instant().plus(settling);
            tasks.add(new Task(name, every, notBefore, user, work));
        });
    }

    private void optimize(TimeLimit limit) throws SQLException {
        try (Own own = open(limit)) {
            List<String> changes = own.inGate(WOULD_OPTIMIZE, () -> own.column(WOULD_OPTIMIZE));
            if (!changes.isEmpty()) {
                own.inGate(OPTIMIZE, () -> own.column(OPTIMIZE));
                log.atDebug()
                        .addKeyValue("pool", user.config().poolName())
                        .log("{}: {}", user.config().poolName(), changes);
                present.get().forEach(BuiltInTasks::renewConnections);
            }
        }
    }

    // A connection reads the statistics when it reads the schema, and never again.
    private static void renewConnections(MaintenanceUser of) {
        try {
            of.source().softEvict();
        } catch (UnsupportedOperationException notOurs) {
            // They see the new statistics when their pool replaces them.
        }
    }

    private void vacuum(TimeLimit limit) throws SQLException {
        try (Own own = open(limit)) {
            for (int step = 0; step < MOST_VACUUM_STEPS && own.freePages() > 0; step++) {
                own.inGate(VACUUM, own::vacuumStep);
            }
        }
    }

    private void check(TimeLimit limit) throws SQLException {
        try (Own own = open(limit)) {
            List<String> problems = new ArrayList<>();
            CHECK.run(own.connection.delegate(), problems::add);
            if (!problems.isEmpty()) {
                throw new SQLException(user.config().poolName() + ": the database is damaged, " + CHECK.sql()
                        + " found: " + String.join("; ", problems));
            }
        }
    }

    private Own open(TimeLimit limit) throws SQLException {
        Loan loan = user.source().openKnowing(Deadlines.connection(user.config(), ticker));
        limit.endWith(loan.connection()::interrupt);
        return new Own(loan, limit);
    }

    /** A connection for one task. */
    private final class Own implements AutoCloseable {
        private final Loan loan;
        private final PhysicalConnection connection;
        private final TimeLimit limit;

        Own(Loan loan, TimeLimit limit) {
            this.loan = loan;
            this.connection = loan.connection();
            this.limit = limit;
        }

        /** Runs a PRAGMA to its end; its first column. */
        List<String> column(String query) throws SQLException {
            List<String> values = new ArrayList<>();
            try (Statement statement = connection.delegate().createStatement()) {
                if (statement.execute(query)) {
                    try (ResultSet rows = statement.getResultSet()) {
                        while (rows.next()) {
                            values.add(rows.getString(1));
                        }
                    }
                }
            }
            return values;
        }

        /** How many pages an incremental vacuum could give back. */
        long freePages() throws SQLException {
            return "2".equals(connection.pragmas().read("auto_vacuum"))
                    ? Long.parseLong(String.valueOf(connection.pragmas().read("freelist_count")))
                    : 0;
        }

        // As a query it would give back one page per row, and its first row has no columns to be read on.
        boolean vacuumStep() throws SQLException {
            connection.execute(VACUUM);
            return true;
        }

        /** Does something that may be repeated while SQLite is busy. */
        <T> T inGate(String sql, BusyAction<T> action) throws SQLException {
            String pool = user.config().poolName();
            Deadline deadline = Deadlines.write(user.config(), ticker);
            return GateTask.run(user.source().gate(), pool, sql, deadline, () -> {
                limit.check();
                return retry.run(
                        pool, 0, RetryPoint.STATEMENT, sql, deadline, Backoff::new, point -> lockOwner, action);
            });
        }

        @Override
        public void close() {
            limit.endWith(null);
            user.source().closeKnowing(loan);
        }
    }
}
