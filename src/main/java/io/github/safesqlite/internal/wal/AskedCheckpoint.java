// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.event.CheckpointReport;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A checkpoint that callers wait for while the keeper's thread runs it: one for all who ask meanwhile. Thread-safe. */
final class AskedCheckpoint {
    /** How it is run. */
    interface Run {
        CheckpointReport run() throws SQLException;
    }

    private final AtomicReference<@Nullable CompletableFuture<CheckpointReport>> asked = new AtomicReference<>();

    /** Asks for one; the keeper must be told. */
    CompletableFuture<CheckpointReport> ask() {
        CompletableFuture<CheckpointReport> fresh = new CompletableFuture<>();
        CompletableFuture<CheckpointReport> known = asked.compareAndExchange(null, fresh);
        return known == null ? fresh : known;
    }

    /** Runs the one that was asked for, if any. What it throws is the askers'. */
    void serve(Run checkpoint) {
        CompletableFuture<CheckpointReport> answer = asked.getAndSet(null);
        if (answer != null) {
            try {
                answer.complete(checkpoint.run());
            } catch (Throwable failure) {
                answer.completeExceptionally(failure);
            }
        }
    }

    /**
     * What came of it.
     *
     * @throws SQLException why there was no checkpoint
     */
    static CheckpointReport await(CompletableFuture<CheckpointReport> answer, String poolName) throws SQLException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            Throwable cause = Objects.requireNonNull(failed.getCause());
            String reason = String.valueOf(cause.getMessage());
            String message = poolName + ": the checkpoint was not run: " + reason
                    + (reason.endsWith(".") ? "" : ". Check the disk and the system log, then ask for it again.");
            throw cause instanceof SQLException known
                    ? new SQLException(message, known.getSQLState(), known.getErrorCode(), known)
                    : new SQLException(message, cause);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new SQLException(poolName + ": the wait for the checkpoint was interrupted", end);
        }
    }
}
