// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpAnswer;
import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.client.http.KeptConnection;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a backup and waits for its end. */
final class BackupJob implements SideJob {
    private static final long POLL_MILLIS = 50;
    private static final int CONFLICT = 409;

    private final KeptConnection connection;
    private final HttpCall start;
    private final HttpCall status;
    private long completed;

    BackupJob(KeptConnection connection, Optional<String> token) {
        this.connection = connection;
        this.start = HttpCall.post("/admin/backup").authorized(token);
        this.status = HttpCall.get("/admin/backup").authorized(token);
    }

    @Override
    public void runOnce() throws RequestFailedException, InterruptedException {
        HttpAnswer answer = connection.send(start);
        boolean own = answer.status() != CONFLICT;
        if (own) {
            answer.successful(start);
        }
        String state;
        do {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            state = state();
        } while (state.equals("RUNNING"));
        if (own && !state.equals("COMPLETE")) {
            throw new RequestFailedException("BACKUP_" + state, "a backup failed; the log of the service says why");
        }
        completed += own ? 1 : 0;
    }

    private String state() throws RequestFailedException {
        return AnswerJson.of(connection.send(status).successful(status))
                .path("state")
                .asText();
    }

    @Override
    public Duration interval() {
        return Duration.ZERO;
    }

    @Override
    public String completed() {
        return "backups completed: " + completed;
    }

    @Override
    public String toString() {
        return "The backup";
    }
}
