// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import io.github.safesqlite.batch.BatchWriterException;
import io.github.safesqlite.internal.counter.FlushMarker.Answer;
import io.github.safesqlite.internal.counter.MergedCounter.Pending;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a flush has sent whose COMMIT failed. Nothing is sent until it is decided. Used by one thread at a time. */
final class DoubtfulFlush {
    private final @Nullable FlushMarker marker;
    private final List<Pending> inDoubt;

    private DoubtfulFlush(@Nullable FlushMarker marker, List<Pending> inDoubt) {
        this.marker = marker;
        this.inDoubt = inDoubt;
    }

    /** Those of a flush that are in doubt, or null if none is. */
    static @Nullable DoubtfulFlush of(@Nullable FlushMarker marker, List<Pending> sent) {
        List<Pending> inDoubt = new ArrayList<>();
        for (Pending each : sent) {
            if (isInDoubt(each)) {
                inDoubt.add(each);
            }
        }
        return inDoubt.isEmpty() ? null : new DoubtfulFlush(marker, inDoubt);
    }

    static boolean isInDoubt(Pending pending) {
        return pending.write().failure() instanceof BatchWriterException failure && !failure.isCertainlyNotWritten();
    }

    /**
     * Decides what was stored. How many sums may count twice, because that could not be found out.
     *
     * @throws SQLException if the database can not be asked now
     */
    int decide(Connection connection) throws SQLException {
        Answer answer = marker == null ? Answer.UNKNOWN : marker.ask(connection);
        int unknown = 0;
        for (Pending each : inDoubt) {
            boolean decided =
                    marker != null && marker.sharedTransaction(each.write().failure()) && answer != Answer.UNKNOWN;
            each.settled(decided && answer == Answer.COMMITTED);
            unknown += !decided && each.isSum() ? 1 : 0;
        }
        return unknown;
    }
}
