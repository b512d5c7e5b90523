// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static io.github.safesqlite.testing.Waiting.until;
import static io.github.safesqlite.testing.Waiting.untilWaiting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A shared transaction can not be made since SQLite is busy, so its leader runs each write alone, and is interrupted. */
@Timeout(180)
class InterruptedLeaderTest {
    private static final String INSERT = "INSERT INTO t VALUES (1)";

    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    @TempDir
    Path directory;

    private final AtomicInteger retries = new AtomicInteger();
    /** Each write that finds SQLite busy has one. */
    private final AtomicInteger firstRetries = new AtomicInteger();

    private final FaultyDriver driver = new FaultyDriver(FaultyDriver.Fault.BUSY);

    @Test
    void interruptIsForTheLeadersOwnWriteOnly() throws Exception {
        ConcurrencySafeSqliteDataSource source = invariants.open(driver.config(directory.resolve("app.db"))
                .slowWriteThresholdOff()
                .retryAttempts(100_000)
                .writeTimeout(Duration.ofSeconds(60))
                .listener(new InlineListener() {
                    @Override
                    public void busyRetried(long sessionId, int attempt) {
                        retries.incrementAndGet();
                        if (attempt == 2) {
                            firstRetries.incrementAndGet();
                        }
                    }
                }));
        Sql.run(source, "CREATE TABLE t(a)");
        List<Actor> actors = new ArrayList<>();
        List<Actor.Started<Integer>> inserts = new ArrayList<>();
        try (Connection holder = source.getConnection()) {
            holder.setAutoCommit(false);
            Sql.run(holder, "DELETE FROM t");
            for (int i = 0; i < 3; i++) {
                Actor actor = new Actor("writer-" + i);
                actors.add(actor);
                inserts.add(actor.starts("insert", () -> Sql.run(source, INSERT)));
                untilWaiting(source, i + 1);
            }
            driver.breakDown("INSERT", VendorCode.BUSY, false);
            holder.rollback();
        }
        until(() -> retries.get() > 2);
        assertEquals(1, firstRetries.get(), "it is at its own write");
        actors.get(0).thread().interrupt();
        until(() -> firstRetries.get() > 1 || inserts.get(0).isDone());
        driver.mend();
        assertThrows(StatementCancelledException.class, inserts.get(0)::result);
        assertEquals(1, inserts.get(1).result());
        assertEquals(1, inserts.get(2).result());
        for (Actor actor : actors) {
            actor.close();
        }
        assertEquals(2, Sql.ask(source, "SELECT count(*) FROM t"));
    }
}
