// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import io.github.safesqlite.error.StaleSnapshotException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Control;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Counts the calls that fail, so that a peer whose transactions fail has a figure too. JMH counts a failed call as an operation;
 * subtract these rows, which have the same unit.
 */
@AuxCounters(AuxCounters.Type.OPERATIONS)
@State(Scope.Thread)
public class Failures {
    /** SQLITE_BUSY: another connection held the lock. */
    public long busy;

    /** SQLITE_BUSY_SNAPSHOT: another connection has written since the transaction read. */
    public long staleSnapshot;

    /** Everything else, such as a timeout of the peer. */
    public long otherFailures;

    /** Returns what the call returns, or -1 if it failed. */
    long count(Control control, Callable<? extends Number> call) throws Exception {
        try {
            return call.call().longValue();
        } catch (SQLException failed) {
            // JMH calls on until every thread has ended its measurement, even when the database is closed. It does not
            // count those calls.
            if (control.startMeasurement && !control.stopMeasurement) {
                add(failed);
            }
            return -1;
        }
    }

    private void add(SQLException failed) {
        if (isStaleSnapshot(failed)) {
            staleSnapshot++;
        } else if (failed.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code) {
            busy++;
        } else {
            otherFailures++;
        }
    }

    private static boolean isStaleSnapshot(SQLException failed) {
        return failed instanceof StaleSnapshotException
                || failed instanceof SQLiteException driver
                        && driver.getResultCode() == SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT;
    }
}
