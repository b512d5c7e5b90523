// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import static io.github.safesqlite.testing.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The model checker finds a lost update and a lost wake-up. */
@Tag("search")
class InterleavingsTest {
    @Test
    void lostUpdateIsFound() {
        Throwable found = assertThrows(
                Throwable.class,
                () -> Interleavings.of(() -> {
                    int[] count = new int[1];
                    together(() -> count[0]++, () -> count[0]++);
                    assertEquals(2, count[0]);
                }));
        assertTrue(found.getMessage().contains("expected: <2> but was: <1>"), found.getMessage());
    }

    @Test
    void waitForNobodyIsFound() {
        Throwable found = assertThrows(
                Throwable.class,
                () -> Interleavings.of(() -> {
                    boolean[] told = new boolean[1];
                    Thread[] waiter = new Thread[1];
                    together(
                            () -> {
                                waiter[0] = Thread.currentThread();
                                while (!told[0]) {
                                    LockSupport.park();
                                }
                            },
                            () -> {
                                Thread seen = waiter[0];
                                told[0] = true;
                                // The one that it has not seen yet is not woken.
                                LockSupport.unpark(seen);
                            },
                            () -> told[0] = false);
                }));
        assertTrue(found.getMessage().contains("Concurrent test has hung"), found.getMessage());
    }
}
