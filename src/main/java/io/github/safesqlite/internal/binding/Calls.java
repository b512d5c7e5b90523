// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.binding;

import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.internal.background.Timer.Planned;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.PhysicalConnection;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.text.QueryTimeouts;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs the calls of one session one at a time; each is bounded and can be ended by another thread. */
public final class Calls {

    private final SessionContext context;
    private final long sessionId;
    private final ReentrantLock lock;
    private final SessionEnd end;
    private final Activity activity;
    private final FloorsAbove above;
    private final ThreadMoves threads;
    private volatile @Nullable RunningCall running;
    private volatile int networkTimeoutMillis;

    /** The cursor that is stepped outside of a call; set without a barrier, since it is set for each row. */
    private final AtomicReference<@Nullable OpenRows> stepping = new AtomicReference<>();

    Calls(
            SessionContext context,
            long sessionId,
            ReentrantLock lock,
            SessionEnd end,
            Activity activity,
            FloorsAbove above) {
        this.context = context;
        this.sessionId = sessionId;
        this.lock = lock;
        this.end = end;
        this.activity = activity;
        this.above = above;
        this.threads = new ThreadMoves(context, sessionId, above);
    }

    /** What a call does. */
    @FunctionalInterface
    public interface Body<T> {
        T run(RunningCall call) throws SQLException;
    }

    public <T> T run(@Nullable Caller statement, @Nullable String sql, Body<T> body) throws SQLException {
        int seconds = statement == null ? 0 : statement.settings().queryTimeoutSeconds();
        lock.lock();
        try {
            threads.calledBy(Thread.currentThread());
            return timed(newCall(statement, sql), seconds, call -> {
                // Only now: an abort that came before found no call to end, and another thread may have closed the
                // statement.
                if (statement == null) {
                    end.check();
                } else {
                    statement.checkOpen();
                }
                above.beforeCallOf(statement);
                return body.run(call);
            });
        } finally {
            lock.unlock();
        }
    }

    /** The threads of its calls. */
    ThreadMoves threads() {
        return threads;
    }

    /** Steps a cursor; without a timeout this is little more than the driver's own call. */
    boolean step(OpenRows cursor, int queryTimeoutSeconds) throws SQLException {
        Lease lease = cursor.lease();
        if (lease == null || queryTimeoutSeconds == 0 && networkTimeoutMillis == 0) {
            activity.steps(cursor.sql());
            stepping.lazySet(cursor);
            try {
                return steppedTo(cursor);
            } catch (SQLException e) {
                throw SqliteErrors.withDriverCause(translated(e, cursor.interruptReason()));
            } finally {
                stepping.lazySet(null);
                activity.steps(null);
            }
        }
        lock.lock();
        try {
            return timed(newCall(cursor.statement(), cursor.sql()), queryTimeoutSeconds, call -> {
                call.executingOn(lease.connection());
                return steppedTo(cursor);
            });
        } finally {
            lock.unlock();
        }
    }

    /** To the driver a result set that another thread closed just now has no more rows; to its reader it must not look so. */
    private static boolean steppedTo(OpenRows cursor) throws SQLException {
        try {
            if (cursor.rows().next()) {
                return true;
            }
        } catch (SQLException failure) {
            Lease lease = cursor.lease();
            if (lease != null) {
                lease.connection().passedOver(failure);
            }
            throw failure;
        }
        cursor.rows();
        return false;
    }

    private RunningCall newCall(@Nullable Caller statement, @Nullable String sql) {
        return new RunningCall(context.source(), sessionId, statement, sql);
    }

    private <T> T timed(RunningCall call, int queryTimeoutSeconds, Body<T> body) throws SQLException {
        RunningCall outer = running;
        activity.used(context.ticker().nanos());
        running = call;
        Planned queryTimer = null;
        Planned networkTimer = null;
        try {
            queryTimer = queryTimeoutSeconds == 0 ? null : startQueryTimer(call, queryTimeoutSeconds);
            networkTimer = networkTimeoutMillis == 0 ? null : startNetworkTimer(call, networkTimeoutMillis);
            return body.run(call);
        } catch (SQLException e) {
            throw SqliteErrors.withDriverCause(translated(e, call.endReason()));
        } finally {
            call.finish();
            running = outer;
            stop(queryTimer);
            stop(networkTimer);
            if (outer == null && end.isReclaimed()) {
                // Ended by its network timeout: whoever sees it closed need not close it.
                above.reclaim();
            }
        }
    }

    private Planned startQueryTimer(RunningCall call, int seconds) {
        SQLTimeoutException reason =
                QueryTimeouts.exceeded(context.poolName(), sessionId, call.sql(), Duration.ofSeconds(seconds), null);
        return QueryTimer.endAfter(call, seconds * 1000L, () -> reason);
    }

    private Planned startNetworkTimer(RunningCall call, int millis) {
        SQLTimeoutException reason = new SQLTimeoutException(
                context.poolName() + ": no answer within " + millis
                        + " ms (setNetworkTimeout), the connection was closed: "
                        + context.shown(call.sql()) + ".",
                SqlState.CANCELLED,
                VendorCode.INTERRUPT);
        return QueryTimer.endAfter(call, millis, () -> {
            end.reclaim("closed because a call took longer than " + millis + " ms (setNetworkTimeout)");
            return reason;
        });
    }

    private static void stop(@Nullable Planned timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private SQLException translated(SQLException failure, @Nullable SQLException reason) {
        if (reason != null && SqliteErrors.isInterrupt(failure)) {
            if (reason != failure) {
                reason.addSuppressed(failure);
            }
            return reason;
        }
        return above.explained(failure);
    }

    /** Ends what the statement is doing now, if it is doing something. Callable from any thread. */
    public void cancel(Caller statement) {
        RunningCall call = running;
        if (call != null && call.belongsTo(statement)) {
            call.end(StatementCancelledException.cancelled(context.poolName(), sessionId, call.sql(), null));
        }
        OpenRows cursor = stepping.get();
        if (cursor != null && cursor.statement() == statement) {
            cursor.interrupt(StatementCancelledException.cancelled(context.poolName(), sessionId, null, null));
        }
    }

    /** Ends whatever the session is doing now. Callable from any thread. */
    public void endAny(SQLException reason) {
        RunningCall call = running;
        if (call != null) {
            call.end(reason);
        }
        OpenRows cursor = stepping.get();
        if (cursor != null) {
            cursor.interrupt(reason);
        }
    }

    /** Ends no more what runs on that connection, which is about to go back. */
    void leavingConnection(PhysicalConnection connection) {
        RunningCall call = running;
        if (call != null) {
            call.leavingConnection(connection);
        }
    }

    /** Whether a call runs now. Any thread may ask. */
    public boolean isRunning() {
        return running != null;
    }

    public @Nullable String runningSql() {
        RunningCall call = running;
        return call == null ? activity.stepping() : call.sql();
    }

    /** Why the running call was ended by another thread, if it was. */
    @Nullable
    SQLException endReason() {
        RunningCall call = running;
        return call == null ? null : call.endReason();
    }

    public int networkTimeoutMillis() {
        return networkTimeoutMillis;
    }

    public void setNetworkTimeoutMillis(int millis) {
        networkTimeoutMillis = millis;
    }
}
