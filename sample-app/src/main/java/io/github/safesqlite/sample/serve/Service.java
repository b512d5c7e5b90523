// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import io.github.safesqlite.sample.admin.AdminEndpoints;
import io.github.safesqlite.sample.admin.Backups;
import io.github.safesqlite.sample.admin.MissingEndpoints;
import io.github.safesqlite.sample.admin.SafeSqliteEndpoints;
import io.github.safesqlite.sample.dashboard.DashboardEndpoints;
import io.github.safesqlite.sample.dashboard.Demo;
import io.github.safesqlite.sample.dashboard.HikariSamples;
import io.github.safesqlite.sample.dashboard.Incidents;
import io.github.safesqlite.sample.dashboard.SafeSqliteSamples;
import io.github.safesqlite.sample.dashboard.SampleSource;
import io.github.safesqlite.sample.dashboard.Sampler;
import io.github.safesqlite.sample.dashboard.Traffic;
import io.github.safesqlite.sample.http.BearerToken;
import io.github.safesqlite.sample.http.Endpoints;
import io.github.safesqlite.sample.http.Problem;
import io.github.safesqlite.sample.http.Router;
import io.github.safesqlite.sample.http.WebServer;
import io.github.safesqlite.sample.message.MessageEndpoints;
import io.github.safesqlite.sample.message.MessageLog;
import io.github.safesqlite.sample.provider.ProviderEndpoints;
import io.github.safesqlite.sample.provider.ProviderRecords;
import io.github.safesqlite.sample.provider.Providers;
import io.github.safesqlite.sample.serve.DatabaseLocation.SqliteFile;
import io.github.safesqlite.sample.session.SessionEndpoints;
import io.github.safesqlite.sample.session.SessionStore;
import io.github.safesqlite.sample.timetable.Timetable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service: puts its parts together, and closes them in the opposite order. */
public final class Service implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Service.class);
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(1);
    private static final Duration HEALTH_KEPT = Duration.ofDays(7);
    private static final Duration SAMPLE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration HOG_TIME = Duration.ofSeconds(5);
    private static final Duration LONG_WAIT = Duration.ofSeconds(2);
    private static final int MESSAGES_WAITING = 10_000;
    private static final int PROVIDER_ERRORS = 3;

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
        if (settings.database() instanceof SqliteFile file) {
            OtherNames.warnings(file.path(), System.getenv()).forEach(LOG::warn);
        }
        limitRate();
        server = new WebServer(settings.address(), router);
        Timetable timetable = closedAtTheEnd(database.timetable());
        SessionStore sessions = addSessions(database, timetable);
        addMessages(database, sessions, timetable);
        ProviderRecords records = addProviders(database, timetable);
        add(new HealthEndpoints(database, LONG_WAIT, records::problem));
        add(new AdminEndpoints(database::pool, database.metrics()));
        add(operatorEndpoints(database));
        addDashboard(database);
        closedAtTheEnd(server).start();
    }

    private void limitRate() {
        if (settings.rateLimit() == 0) {
            return;
        }
        RateLimit limit = new RateLimit(settings.rateLimit(), System::nanoTime);
        router.before(request -> {
            Duration wait = limit.request(request.client());
            if (!wait.isZero()) {
                throw Problem.tooManyRequests(
                        "A client may send " + settings.rateLimit() + " requests per second.",
                        (int) wait.toSeconds() + 1);
            }
        });
    }

    private SessionStore addSessions(ServiceDatabase database, Timetable timetable) throws SQLException {
        SessionStore store = new SessionStore(database.dataSource(), CLOCK, settings.sessionLifetime());
        store.createTable(database.dialect());
        timetable.every(PURGE_INTERVAL, "purge-sessions", store::purge);
        add(new SessionEndpoints(store));
        return store;
    }

    private void addMessages(ServiceDatabase database, SessionStore sessions, Timetable timetable) throws SQLException {
        MessageLog log = closedAtTheEnd(database.messages(MESSAGES_WAITING, CLOCK));
        log.purge(timetable, PURGE_INTERVAL, settings.messageRetention());
        add(new MessageEndpoints(log, sessions::touch));
    }

    private ProviderRecords addProviders(ServiceDatabase database, Timetable timetable) throws SQLException {
        Providers providers = new Providers(database.dataSource(), database.dialect(), PROVIDER_ERRORS);
        ProviderRecords records = closedAtTheEnd(database.providerRecords(providers, CLOCK));
        records.purgeHealth(timetable, PURGE_INTERVAL, HEALTH_KEPT);
        add(new ProviderEndpoints(providers, records, CLOCK));
        return records;
    }

    private Endpoints operatorEndpoints(ServiceDatabase database) throws IOException {
        if (database instanceof ServiceDatabase.Safe safe) {
            Path file = safe.file();
            Path backup = file.resolveSibling(file.getFileName() + ".backup");
            Incidents incidents = safe.incidents();
            return new SafeSqliteEndpoints(
                    safe.dataSource(), incidents::leaks, incidents::slowWrites, new Backups(safe.dataSource(), backup));
        }
        return new MissingEndpoints(database.dialect().operatorTools());
    }

    private void addDashboard(ServiceDatabase database) throws SQLException {
        Traffic traffic = new Traffic(server::requests, server::errors);
        Sampler sampler = closedAtTheEnd(new Sampler(samples(database, traffic), SAMPLE_INTERVAL));
        Demo demo = closedAtTheEnd(new Demo(database.dataSource(), HOG_TIME));
        add(new DashboardEndpoints(sampler, demo, settings.demo()));
    }

    private static SampleSource samples(ServiceDatabase database, Traffic traffic) throws SQLException {
        if (database instanceof ServiceDatabase.Safe safe) {
            return new SafeSqliteSamples(safe.dataSource(), safe.metrics(), safe.incidents(), traffic);
        }
        return new HikariSamples(((ServiceDatabase.Hikari) database).dataSource(), traffic);
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
