// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.internal.gate.GateLoad;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {
    private static final PoolSnapshot IDLE = PoolSnapshot.ofConnections(0, 1, 1, 0, 0, 10, 1, false);

    private static String advice(BeginMode beginMode, String holder) {
        GateLoad load = new GateLoad(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(9),
                90,
                holder,
                Duration.ofMillis(100),
                null);
        return Advice.of(load, beginMode, IDLE, List.of(), TransactionSnapshot.NONE, List.of());
    }

    @Test
    void transactionThatMayOnlyReadIsToldHowToLeaveTheGate() {
        assertEquals(
                "writers wait 77 % of their time; holder `SELECT * FROM a` averages 100 ms; shorten that transaction rather"
                        + " than raising a timeout, and if it only reads, set beginMode=ADAPTIVE or call setReadOnly(true)",
                advice(BeginMode.IMMEDIATE, "SELECT * FROM a"));
    }

    @Test
    void whatWritesOrIsLearnedIsNot() {
        String expected = "shorten that transaction rather than raising a timeout";
        assertTrue(advice(BeginMode.IMMEDIATE, "UPDATE a SET b = 1").endsWith(expected));
        assertTrue(advice(BeginMode.ADAPTIVE, "SELECT * FROM a").endsWith(expected));
    }
}
