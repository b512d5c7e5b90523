// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.safesqlite.sample.http.KeptConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Clients that create sessions and send messages, one request after the other on a kept connection, until the server
 * says that it closes the connection, the connection breaks, or the test has enough.
 */
final class ServiceClients {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** That of the service. */
    private static final Duration QUIET = Duration.ofMillis(200);

    /** The sessions whose creation was answered with 201. */
    final Queue<String> sessions = new ConcurrentLinkedQueue<>();

    /** The texts of the messages that were answered as durable; each is the one of its session. */
    final Queue<String> messages = new ConcurrentLinkedQueue<>();

    /** Answers that a client must not get from a service that runs. */
    final Queue<String> failures = new ConcurrentLinkedQueue<>();

    /** What broke connections. */
    final Queue<String> broken = new ConcurrentLinkedQueue<>();

    /** The same, of those only that were never quiet for as long as a service that stops waits for a further request. */
    final Queue<String> brokenInUse = new ConcurrentLinkedQueue<>();

    private final List<CompletableFuture<Void>> clients;
    private volatile boolean enough;

    private ServiceClients(int port, int count) {
        this.clients = Stream.generate(() -> CompletableFuture.runAsync(() -> run(port), ServiceClients::start))
                .limit(count)
                .toList();
    }

    /** Starts clients of the service at this port. */
    static ServiceClients start(int port, int count) {
        return new ServiceClients(port, count);
    }

    private static void start(Runnable client) {
        Thread thread = new Thread(client, "client");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(int port) {
        try (KeptConnection connection = new KeptConnection(port)) {
            useToTheEnd(connection);
        } catch (IOException closed) {
            broken.add(closed.toString());
        }
    }

    private void useToTheEnd(KeptConnection connection) throws IOException {
        try {
            boolean goOn = true;
            while (goOn && !enough) {
                goOn = createSessionWithMessage(connection);
            }
        } catch (IOException closed) {
            if (connection.sinceRequestBeforeLast().compareTo(QUIET) < 0) {
                brokenInUse.add(closed.toString());
            }
            throw closed;
        }
    }

    private boolean createSessionWithMessage(KeptConnection connection) throws IOException {
        KeptConnection.Answer created = connection.send("POST", "/sessions", "{\"user\":\"ann\"}");
        if (created.status() != 201) {
            return goesOnAfter(created);
        }
        String session = MAPPER.readTree(created.body()).path("id").asText();
        sessions.add(session);
        if (created.isLast()) {
            return false;
        }
        KeptConnection.Answer added = connection.send(
                "POST",
                "/messages",
                "{\"messages\":[{\"session\":\"%s\",\"role\":\"user\",\"content\":\"of %s\"}]}"
                        .formatted(session, session));
        for (JsonNode outcome : MAPPER.readTree(added.body()).path("outcomes")) {
            if (outcome.path("durable").asBoolean()) {
                messages.add("of " + session);
            }
        }
        return added.status() == 202 ? !added.isLast() : goesOnAfter(added);
    }

    /** Only a service that stops may refuse a request, and only with the last answer on the connection. */
    private boolean goesOnAfter(KeptConnection.Answer refused) {
        if (refused.status() != 503 || !refused.isLast()) {
            failures.add(refused.toString());
        }
        return !refused.isLast();
    }

    /** Lets the clients end after the answers for which they wait. */
    void stop() {
        enough = true;
        join();
    }

    /** Waits until all clients have ended. */
    void join() {
        clients.forEach(CompletableFuture::join);
    }
}
