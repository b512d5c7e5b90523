// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.interleaving;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.sqlite.Function;

/** An SQL function {@code pause()} that stops the statement which calls it until the test lets it go on; then it is 1. */
final class Pause {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    void addTo(Connection raw) throws SQLException {
        Function.create(raw, "pause", new Function() {
            @Override
            protected void xFunc() throws SQLException {
                if (here()) {
                    result(1);
                } else {
                    error("interrupted");
                }
            }
        });
    }

    /** Stops the thread that comes here until the test lets it go on; false if it does not, or the thread is interrupted. */
    boolean here() {
        reached.countDown();
        try {
            return goOn.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void untilReached() throws InterruptedException {
        assertTrue(reached.await(60, TimeUnit.SECONDS));
    }

    void goOn() {
        goOn.countDown();
    }
}
