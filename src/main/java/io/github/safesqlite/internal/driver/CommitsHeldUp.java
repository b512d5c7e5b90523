// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.gate.Entrant;
import io.github.safesqlite.internal.gate.Hold;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Runs what may make SQLite checkpoint and can't be put off, such as the close of a connection: where SQLite may lose commits by it,
 * no commit of this JVM runs beside it. Stateless.
 */
public final class CommitsHeldUp {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    /** Who is in the gate for so long has no use for what is closed, or waits for this very thread. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(200);

    private CommitsHeldUp() {}

    /** What is run. */
    @FunctionalInterface
    public interface Task {
        /** Does it. */
        void run() throws SQLException;
    }

    /**
     * Runs it, in the gate if need be; without it if someone stays there.
     *
     * @param what what those who wait behind it are told
     * @throws SQLException of the task
     */
    public static void during(WriteGate gate, String what, Task task) throws SQLException {
        if (!InstalledSqlite.mayLoseCommits() || isInside(gate)) {
            task.run();
            return;
        }
        Hold entered = enter(gate, what);
        try {
            task.run();
        } finally {
            if (entered != null) {
                entered.exit();
            }
        }
    }

    private static boolean isInside(WriteGate gate) {
        Hold hold = gate.holder();
        return hold != null && hold.thread() == Thread.currentThread() && hold.keep();
    }

    private static @Nullable Hold enter(WriteGate gate, String what) {
        try {
            return gate.enter(
                    new Entrant(0, "checkpoint", Thread.currentThread(), what, null),
                    Deadline.after(Ticker.system(), LONGEST_WAIT));
        } catch (SQLException inUse) {
            log.atDebug().setCause(inUse).log("{} runs outside of the write gate", what);
            return null;
        }
    }
}
