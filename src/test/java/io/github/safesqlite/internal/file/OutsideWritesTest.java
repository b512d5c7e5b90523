// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.FakeTicker;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OutsideWritesTest {
    private final FakeTicker ticker = new FakeTicker();
    private boolean openElsewhere;
    private int looks;

    private final OutsideWrites writes = new OutsideWrites(ticker, () -> {
        looks++;
        return openElsewhere;
    });

    @Test
    void areExpectedForTenMinutesAfterOne() {
        assertFalse(writes.areExpected());
        writes.seen();
        ticker.advance(Duration.ofMinutes(10).minusNanos(1));
        assertTrue(writes.areExpected());
        ticker.advance(Duration.ofNanos(1));
        assertFalse(writes.areExpected());
    }

    @Test
    void areExpectedWhileAnotherProcessHasTheFileOpen() {
        openElsewhere = true;
        assertTrue(writes.areExpected());
        openElsewhere = false;
        ticker.advance(Duration.ofSeconds(1));
        assertFalse(writes.areExpected());
    }

    @Test
    void theSystemIsAskedOnceASecond() {
        writes.areExpected();
        openElsewhere = true;
        ticker.advance(Duration.ofSeconds(1).minusNanos(1));
        assertFalse(writes.areExpected());
        assertEquals(1, looks);
        ticker.advance(Duration.ofNanos(1));
        assertTrue(writes.areExpected());
        assertEquals(2, looks);
    }
}
