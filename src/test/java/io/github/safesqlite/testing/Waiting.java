// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import static org.awaitility.Awaitility.await;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits until others have come to where a test needs them. */
public final class Waiting {
    /** Longer than any machine is busy with something else. */
    public static final Duration LONG = Duration.ofSeconds(60);

    private Waiting() {}

    /** Waits until something is so. */
    public static void until(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(1)).atMost(LONG).until(condition);
    }

    /** Waits until what is looked at is as wanted, and gives it. */
    public static <T> T until(Callable<T> look, Predicate<? super T> wanted) {
        return await().pollInterval(Duration.ofMillis(1)).atMost(LONG).until(look, wanted);
    }

    /** Waits until so many sessions wait for the write gate. */
    public static void untilWaiting(ConcurrencySafeSqliteDataSource source, int writers) {
        until(() -> source.statistics().writeWaiters() == writers);
    }

    /** Waits until so many sessions wait for a connection. */
    public static void untilPending(ConcurrencySafeSqliteDataSource source, int sessions) {
        until(() -> source.statistics().pending() == sessions);
    }

    /** Waits until the thread waits for another. An {@link Actor} says this of its steps. */
    public static void untilParked(Thread thread) {
        until(() -> isParked(thread));
    }

    /** Whether the thread waits for another. */
    static boolean isParked(Thread thread) {
        Thread.State state = thread.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    }

    /** Whether the thread is inside SQLite, running a statement. */
    public static boolean isInSqlite(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(3)
                .anyMatch(frame -> frame.getClassName().equals("org.sqlite.core.NativeDB")
                        && (frame.getMethodName().equals("step")
                                || frame.getMethodName().equals("_exec_utf8")));
    }
}
