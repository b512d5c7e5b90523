// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import io.github.safesqlite.move.cutover.capture.SourceSchema;
import io.github.safesqlite.move.cutover.follow.Follower.Changes;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Follows the changes in rounds while the application goes on: each applies what was changed during the one before. Not thread-safe. */
public final class CatchUp {
    private static final int MAXIMUM_ROUNDS = 50;

    private final Path file;
    private final Connection target;
    private final SourceSchema schema;
    private final Follower follower;
    private final Findings findings;
    private final LongSupplier ticker;

    /** What is wrong is added to the findings. */
    public CatchUp(
            Path file,
            Connection target,
            SourceSchema schema,
            Follower follower,
            Findings findings,
            LongSupplier ticker) {
        this.file = file;
        this.target = target;
        this.schema = schema;
        this.follower = follower;
        this.findings = findings;
        this.ticker = ticker;
    }

    /**
     * Makes rounds until one is short and the next one would not be much shorter, or there are findings.
     *
     * @throws SQLException if the rounds do not get short
     */
    public void untilShort(Duration enough) throws SQLException {
        long previous = Long.MAX_VALUE;
        for (int number = 0; number < MAXIMUM_ROUNDS; number++) {
            long start = ticker.getAsLong();
            try (SqliteSnapshot source = SqliteSnapshot.open(file)) {
                round(source);
            }
            long taken = ticker.getAsLong() - start;
            if (!findings.isEmpty() || taken <= enough.toNanos() && taken >= previous / 2) {
                return;
            }
            previous = taken;
        }
        throw new SQLException("The application changes rows faster than the target takes them: after " + MAXIMUM_ROUNDS
                + " rounds, one still takes longer than " + enough.toMillis()
                + " ms. Repeat the command at a quieter time, or allow more with --hold.");
    }

    /** Applies what a snapshot shows, and commits it if there are no findings. */
    public void round(SqliteSnapshot source) throws SQLException {
        schema.check(source.connection(), findings);
        if (findings.isEmpty()) {
            Changes changes = follower.apply(source, Bound.NONE);
            if (findings.isEmpty()) {
                target.commit();
                follower.committed(changes);
                return;
            }
        }
        target.rollback();
    }
}
