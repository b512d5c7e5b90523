// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.client;

import io.github.safesqlite.sample.client.http.KeptConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** All that a service does beside a load, each with a connection of its own. */
final class SideWorks implements AutoCloseable {
    private final Duration longestStop;
    private final List<KeptConnection> connections = new ArrayList<>();
    private final List<SideWork> works = new ArrayList<>();

    SideWorks(LoadSettings settings) {
        longestStop = settings.timeout();
        for (SideJobKind kind : settings.beside()) {
            KeptConnection connection = new KeptConnection(settings.address(), settings.timeout());
            connections.add(connection);
            works.add(new SideWork(kind.over(connection, settings.token())));
        }
    }

    void start() {
        works.forEach(SideWork::start);
    }

    /** Waits for what runs, and returns what went wrong, each in a sentence. */
    List<String> stop() throws InterruptedException {
        List<String> problems = new ArrayList<>();
        for (SideWork work : works) {
            if (work.stop(longestStop)) {
                work.problem().ifPresent(problems::add);
            } else {
                problems.add(work + " still runs " + longestStop.toSeconds() + " s after the load.");
            }
        }
        return problems;
    }

    /** How many were done, in words. */
    List<String> completed() {
        return works.stream().map(SideWork::completed).toList();
    }

    @Override
    public void close() {
        works.forEach(SideWork::end);
        connections.forEach(KeptConnection::close);
    }
}
