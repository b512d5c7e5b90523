// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.hold;

import io.github.safesqlite.move.cutover.follow.Bound;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The time for which the writers are stopped, and its end. Thread-safe. */
final class HoldBound implements Bound {
    private final LongSupplier ticker;
    private final long start;
    private final Duration limit;

    /** Begins now, by a clock that counts nanoseconds. */
    HoldBound(LongSupplier ticker, Duration limit) {
        this.ticker = ticker;
        this.limit = limit;
        start = ticker.getAsLong();
    }

    Duration elapsed() {
        return Duration.ofNanos(ticker.getAsLong() - start);
    }

    boolean isOver() {
        return elapsed().compareTo(limit) >= 0;
    }

    @Override
    public void check() throws SQLException {
        if (isOver()) {
            throw new SQLException("The writers were stopped for as long as --hold allows.");
        }
    }
}
