// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.http.BearerToken;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Router;
import io.github.safesqlite.sample.http.WebServer;
import io.github.safesqlite.sample.session.SessionEndpoints;
import io.github.safesqlite.sample.session.SessionStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: puts its parts together, and closes them in the opposite order. */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(1);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ServiceSettings settings;
    private final Router router;
    private WebServer server;

    private Service(ServiceSettings settings) {
        this.settings = settings;
        this.router = new Router(BearerToken.of(settings.adminToken()));
    }

    /** Opens the database and listens. */
    public static Service start(ServiceSettings settings) throws SQLException, IOException {
        Service service = new Service(settings);
        try {
            service.open();
            return service;
        } catch (SQLException | IOException | RuntimeException failure) {
            service.close();
            throw failure;
        }
    }

    private void open() throws SQLException, IOException {
        ServiceDatabase database = closedAtTheEnd(ServiceDatabase.open(settings));
        add(new HealthEndpoints(database));
        add(new SessionEndpoints(sessions(database)));
        server = closedAtTheEnd(new WebServer(settings.address(), router));
        server.start();
    }

    private SessionStore sessions(ServiceDatabase database) throws SQLException {
        SessionStore store =
                new SessionStore(database.dataSource(), InstantSource.system(), settings.sessionLifetime());
        store.createTable();
        if (database instanceof ServiceDatabase.Safe safe) {
            safe.dataSource().maintenance().every(PURGE_INTERVAL, "purge-sessions", store::purge);
        }
        return store;
    }

    private void add(Endpoints endpoints) {
        endpoints.addTo(router);
    }

    private <T extends AutoCloseable> T closedAtTheEnd(T part) {
        parts.push(part);
        return part;
    }

    /** Where the service listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Stops listening, finishes the requests that run, and closes the database. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failure) {
                LOG.warn("a part of the service did not close", failure);
            }
        }
    }
}
