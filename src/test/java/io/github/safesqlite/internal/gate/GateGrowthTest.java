// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.FakeTicker;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A gate knows how its load has grown. */
class GateGrowthTest {
    private final FakeTicker ticker = new FakeTicker();
    private final WriteGate gate = new WriteGate(ticker);

    private void day(Duration held) throws SQLException {
        Hold hold = gate.enter(new Entrant(1, "app", Thread.currentThread(), "INSERT", null), Deadline.never());
        ticker.advance(held);
        hold.exit();
        ticker.advance(Duration.ofDays(1).minus(held));
    }

    @Test
    void theLastTwoWeeksAreCompared() throws SQLException {
        for (int day = 0; day < 14; day++) {
            assertNull(gate.load().growth());
            day(Duration.ofMinutes(day < 7 ? 15 : 30));
        }
        day(Duration.ofSeconds(1));
        assertEquals(new GateGrowth(0.25, 0.5), gate.load().growth());
    }
}
