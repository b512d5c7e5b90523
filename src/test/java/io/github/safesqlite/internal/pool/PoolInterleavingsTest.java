// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import static io.github.safesqlite.testing.Interleavings.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.testing.Interleavings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two threads at a pool of one connection, in every order: they never have it together, and it is never lost. The pool is the same
 * each time, and each scenario leaves it as it found it.
 */
@Tag("search")
class PoolInterleavingsTest {
    private PoolFixture fixture;
    private ConnectionPool pool;
    private volatile boolean inUse;

    @BeforeEach
    void open() throws SQLException {
        fixture = new PoolFixture(1, 0, 0);
        pool = fixture.pool;
        pool.release(fixture.reader(1));
    }

    @AfterEach
    void close() throws SQLException {
        fixture.close();
    }

    private void useAndRelease(long session, Deadline deadline) throws SQLException {
        Loan loan = pool.acquireReader(session, deadline);
        assertFalse(inUse, "somebody else has it");
        inUse = true;
        inUse = false;
        pool.release(loan);
    }

    private void assertIdle() {
        fixture.assertStats(0, 1, 0, 0);
        assertEquals(List.of(), pool.suspicions(session -> false));
    }

    @Test
    void twoReadersHaveItOneAfterTheOther() {
        Deadline deadline = Deadline.after(() -> 1, Duration.ofSeconds(1));
        Interleavings.of(() -> {
            together(() -> useAndRelease(1, deadline), () -> useAndRelease(2, deadline));
            assertIdle();
        });
    }
}
