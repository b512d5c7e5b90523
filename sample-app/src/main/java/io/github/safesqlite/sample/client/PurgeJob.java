// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.HttpCall;
import io.github.safesqlite.sample.client.http.KeptConnection;
import io.github.safesqlite.sample.request.RequestFailedException;
import java.time.Duration;
import java.util.Optional;

/** Lets a few sessions expire and purges all that have expired. */
final class PurgeJob implements SideJob {
    private static final int EXPIRED = 20;

    private final KeptConnection connection;
    private final HttpCall purge;
    private long completed;
    private long purged;

    PurgeJob(KeptConnection connection, Optional<String> token) {
        this.connection = connection;
        this.purge = HttpCall.post("/admin/purge-sessions").authorized(token);
    }

    @Override
    public void runOnce() throws RequestFailedException {
        HttpCall create = SessionCalls.create();
        for (int number = 0; number < EXPIRED; number++) {
            HttpCall expire = SessionCalls.expire(
                    SessionCalls.idIn(connection.send(create).successful(create)));
            connection.send(expire).successful(expire);
        }
        purged += AnswerJson.of(connection.send(purge).successful(purge))
                .path("purged")
                .asLong();
        completed++;
    }

    @Override
    public Duration interval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public String completed() {
        return "purges completed: " + completed + " (" + purged + " sessions)";
    }

    @Override
    public String toString() {
        return "The purge";
    }
}
