// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.internal.background.Chore;
import io.github.safesqlite.internal.file.SharedPart;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Ticker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one database, one after the other, each once per interval. It has a thread only while something is due.
 * Safe for use by multiple threads.
 *
 * <p>Its lock is never held while a task runs.
 */
final class MaintenanceKeeper implements SharedPart<MaintenanceUser> {
    private static final Log log = Log.named("io.github.safesqlite.maintenance");

    /** When it is asked again for a lock that another process has. */
    private static final Duration LOCK_TAKEN = Duration.ofSeconds(1);

    /** When it is tried again if there is no ledger, or no file. */
    private static final Duration LOCK_FAILED = Duration.ofMinutes(1);

    /** The clock can be set, and a machine can sleep: an alarm does not notice. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    private static final Duration SHORTEST_REST = Duration.ofMillis(1);

    private final @Nullable Path database;
    private final LedgerLock ledgerLock;
    private final Clock clock;
    private final Ticker ticker;
    private final Alarm alarm;
    private final MaintenanceLog told;

    private final Object lock = new Object();
    private final List<MaintenanceUser> users = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private Runnable cancelAlarm = () -> {};
    private final Chore chore;
    private boolean looking;
    private @Nullable Run running;

    /** What is known of the ledger without opening it. */
    private final Map<String, Instant> known = new ConcurrentHashMap<>();

    MaintenanceKeeper(@Nullable Path database, LedgerLock ledgerLock, Clock clock, Ticker ticker, Alarm alarm) {
        this.database = database;
        this.ledgerLock = ledgerLock;
        this.clock = clock;
        this.ticker = ticker;
        this.alarm = alarm;
        this.told = new MaintenanceLog(clock);
        String file = database == null ? "memory" : String.valueOf(database.getFileName());
        this.chore = Chore.maintenance("safesqlite-maintenance-" + file, this::runDue);
    }

    @Override
    public void add(MaintenanceUser user) {
        synchronized (lock) {
            users.add(user);
            tasks.addAll(new BuiltInTasks(user, this::present, clock, ticker).tasks());
            setAlarm(untilNext());
        }
    }

    void add(MaintenanceUser user, Duration interval, String name, Work work) {
        if (interval.compareTo(SHORTEST_REST) < 0) {
            throw new IllegalArgumentException(
                    "the interval of \"" + name + "\" must be at least 1ms, was " + interval);
        }
        if (name.isBlank() || name.lines().count() > 1 || BuiltInTasks.NAMES.contains(name)) {
            throw new IllegalArgumentException("the name of a task must be a single line and must not be one of "
                    + BuiltInTasks.NAMES + ", was \"" + name + "\"");
        }
        synchronized (lock) {
            if (tasks.stream()
                    .anyMatch(task -> task.user().equals(user) && task.name().equals(name))) {
                throw new IllegalArgumentException("a task named \"" + name + "\" already exists");
            }
            tasks.add(new Task(name, interval, clock.instant(), user, work));
            setAlarm(untilNext());
        }
    }

    /** Ends the tasks of {@code user}. */
    @Override
    public boolean remove(MaintenanceUser user) {
        synchronized (lock) {
            users.remove(user);
            tasks.removeIf(task -> task.user().equals(user));
            if (running != null && running.task().user().equals(user)) {
                running.limit().stop();
            }
            setAlarm(untilNext());
            if (users.isEmpty()) {
                chore.end();
            }
            return users.isEmpty();
        }
    }

    /** Waits until nothing runs for a user that was removed, up to its {@code closeTimeout}. Can't throw. */
    @Override
    public void left(MaintenanceUser user, boolean last) {
        Run run;
        synchronized (lock) {
            run = running;
            if (run == null || !run.task().user().equals(user) || run.isRunHere()) {
                return;
            }
        }
        long nanos = user.config().closeTimeout().toNanos();
        try {
            if (!run.ended().await(nanos, TimeUnit.NANOSECONDS)) {
                log.atWarn()
                        .addKeyValue("pool", user.config().poolName())
                        .addKeyValue("task", run.task().name())
                        .log(
                                "{}: maintenance task \"{}\" did not end within {} ms (closeTimeout); it continues in the background.",
                                user.config().poolName(),
                                run.task().name(),
                                nanos / 1_000_000);
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    // Called with the lock.
    private void setAlarm(Duration delay) {
        cancelAlarm.run();
        cancelAlarm = () -> {};
        if (!looking && !tasks.isEmpty()) {
            cancelAlarm = alarm.ring(delay, this::rang);
        }
    }

    // Called with the lock.
    private Duration untilNext() {
        Instant now = clock.instant();
        Duration shortest = LONGEST_REST;
        for (Task task : tasks) {
            Duration wait = Duration.between(now, task.next(known.get(task.name()), now));
            shortest = wait.compareTo(shortest) < 0 ? wait : shortest;
        }
        return shortest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : shortest;
    }

    private void rang() {
        synchronized (lock) {
            Duration wait = untilNext();
            if (wait.compareTo(SHORTEST_REST) > 0) {
                setAlarm(wait);
            } else if (!looking && !tasks.isEmpty()) {
                looking = true;
                chore.soon();
            }
        }
    }

    private @Nullable Duration runDue() {
        Duration pause = LOCK_FAILED;
        try {
            pause = look();
        } finally {
            synchronized (lock) {
                looking = false;
                Duration next = untilNext();
                setAlarm(pause.compareTo(next) > 0 ? pause : next);
            }
        }
        return null;
    }

    /** Runs what is due, in the calling thread; how long to wait at least before the next look. */
    Duration look() {
        List<Task> due = dueTasks();
        if (due.isEmpty()) {
            return Duration.ZERO;
        }
        if (!due.stream().allMatch(MaintenanceKeeper::isInPlace)) {
            return LOCK_FAILED;
        }
        try (Ledger ledger = ledgerLock.take()) {
            if (ledger == null) {
                return LOCK_TAKEN;
            }
            for (Task task : due) {
                if (isInPlace(task)) {
                    runIfDue(task, ledger);
                }
            }
            return Duration.ZERO;
        } catch (IOException failure) {
            ledgerFailed(failure);
            return LOCK_FAILED;
        }
    }

    private void ledgerFailed(IOException failure) {
        String reason = "the lock file that keeps two processes from running it at once cannot be used: "
                + failure.getMessage();
        log.atDebug().addKeyValue("file", database).setCause(failure).log("{}: {}", database, reason);
        Instant now = clock.instant();
        for (Task task : dueTasks()) {
            tell(task, new MaintenanceReport(task.name(), now, Duration.ZERO, new IOException(reason, failure)));
        }
    }

    private static boolean isInPlace(Task task) {
        return task.user().source().place().isInPlaceNow();
    }

    private List<Task> dueTasks() {
        Instant now = clock.instant();
        synchronized (lock) {
            return tasks.stream()
                    .filter(task -> task.isDue(known.get(task.name()), now))
                    .toList();
        }
    }

    private void runIfDue(Task task, Ledger ledger) throws IOException {
        Instant last = ledger.lastRun(task.name());
        if (last != null) {
            known.put(task.name(), last);
        }
        Instant now = clock.instant();
        if (task.isDue(last, now)) {
            run(task, ledger, now);
        }
    }

    private void run(Task task, Ledger ledger, Instant now) throws IOException {
        TimeLimit limit =
                TimeLimit.start(alarm, task.user().config().maintenance().timeout());
        Run run = new Run(task, limit);
        try {
            synchronized (lock) {
                if (tasks.stream().noneMatch(each -> each == task)) {
                    return;
                }
                running = run;
            }
            long startNanos = ticker.nanos();
            Throwable failure = run.perform();
            if (failure == null || !limit.stopped()) {
                known.put(task.name(), now);
                // Told first: that a run cannot be noted is no reason to be silent about it.
                tell(
                        task,
                        new MaintenanceReport(
                                task.name(), now, Duration.ofNanos(ticker.nanos() - startNanos), failure));
                ledger.note(task.name(), now);
            }
        } finally {
            limit.close();
            synchronized (lock) {
                running = null;
            }
            run.ended().countDown();
        }
    }

    private void tell(Task task, MaintenanceReport report) {
        told.ran(task, report);
        present().forEach(user -> user.listeners().maintained(report));
    }

    private List<MaintenanceUser> present() {
        synchronized (lock) {
            return List.copyOf(users);
        }
    }

    void runNow(MaintenanceUser user, String name, Work work) throws Exception {
        try (TimeLimit limit =
                TimeLimit.start(alarm, user.config().maintenance().timeout())) {
            try {
                work.run(limit);
            } catch (Exception failure) {
                throw limit.ranOut() ? Run.tooLong(user, name, failure) : failure;
            }
        }
    }
}
