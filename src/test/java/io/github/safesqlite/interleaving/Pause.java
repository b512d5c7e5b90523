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
                reached.countDown();
                try {
                    result(goOn.await(60, TimeUnit.SECONDS) ? 1 : 0);
                } catch (InterruptedException interrupt) {
                    Thread.currentThread().interrupt();
                    error("interrupted");
                }
            }
        });
    }

    void untilReached() throws InterruptedException {
        assertTrue(reached.await(60, TimeUnit.SECONDS));
    }

    void goOn() {
        goOn.countDown();
    }
}
