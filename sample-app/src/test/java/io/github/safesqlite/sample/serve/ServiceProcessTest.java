// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.serve;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service in processes of its own: several on one file, killed, and ended. */
@Timeout(300)
class ServiceProcessTest {
    private static final int CLIENTS = 8;
    private static final int MANY_CLIENTS = 40;
    private static final int ENOUGH = 300;

    /** The status of a JVM that SIGTERM has ended. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    private Path folder;

    private Path database() {
        return folder.resolve("service.db");
    }

    private static void awaitEnough(ServiceClients clients) {
        await().atMost(Duration.ofSeconds(120)).until(() -> clients.messages.size() >= ENOUGH);
    }

    /** The values of the only column. */
    private Set<String> stored(String sql) throws SQLException {
        Set<String> values = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private static Set<String> without(Collection<String> acknowledged, Set<String> stored) {
        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(stored);
        return missing;
    }

    private void assertAllStored(List<ServiceClients> all) throws SQLException {
        Set<String> sessions = stored("SELECT id FROM session");
        Set<String> messages = stored("SELECT content FROM message_log");
        for (ServiceClients clients : all) {
            assertEquals(Set.of(), without(clients.sessions, sessions));
            assertEquals(Set.of(), without(clients.messages, messages));
        }
    }

    private static List<String> runsOf(String task, ServiceProcess... services) throws IOException {
        List<String> runs = new ArrayList<>();
        for (ServiceProcess service : services) {
            service.log().stream()
                    .filter(line -> line.contains("\"" + task + "\" took"))
                    .forEach(runs::add);
        }
        return runs;
    }

    @Test
    void twoInstancesOnOneFileAnswerEverythingAndTheirTasksRunOncePerPeriod() throws Exception {
        long begin = System.nanoTime();
        try (ServiceProcess first = ServiceProcess.start(database());
                ServiceProcess second = ServiceProcess.start(database())) {
            ServiceClients ofFirst = ServiceClients.start(first.port(), CLIENTS / 2);
            ServiceClients ofSecond = ServiceClients.start(second.port(), CLIENTS / 2);
            awaitEnough(ofFirst);
            awaitEnough(ofSecond);
            ofFirst.stop();
            ofSecond.stop();

            for (ServiceClients clients : List.of(ofFirst, ofSecond)) {
                assertEquals(List.of(), List.copyOf(clients.failures));
                assertEquals(List.of(), List.copyOf(clients.broken));
            }
            assertAllStored(List.of(ofFirst, ofSecond));
            for (String task : List.of("purge-sessions", "purge-provider-health")) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> !runsOf(task, first, second).isEmpty());
                int runs = runsOf(task, first, second).size();
                // The period is a minute, and its first run is at the start.
                long most = 1 + Duration.ofNanos(System.nanoTime() - begin).toMinutes();
                assertTrue(runs <= most, () -> runs + " runs of " + task);
            }
        }
    }

    @Test
    void whatWasAcknowledgedIsThereAfterAKill() throws Exception {
        List<ServiceClients> killed = new ArrayList<>();
        for (int round = 0; round < Integer.getInteger("kill.rounds", 3); round++) {
            try (ServiceProcess service = ServiceProcess.start(database())) {
                assertAllStored(killed);
                ServiceClients clients = ServiceClients.start(service.port(), CLIENTS);
                awaitEnough(clients);
                service.kill();
                clients.join();
                assertEquals(List.of(), List.copyOf(clients.failures));
                killed.add(clients);
            }
        }
        try (ServiceProcess restarted = ServiceProcess.start(database())) {
            assertAllStored(killed);
            assertEquals(TERMINATED, restarted.terminate());
        }
    }

    @Test
    void everyRequestIsAnsweredWhenTheServiceIsTerminated() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(database())) {
            ServiceClients clients = ServiceClients.start(service.port(), MANY_CLIENTS);
            awaitEnough(clients);
            assertEquals(TERMINATED, service.terminate());
            clients.join();

            assertEquals(List.of(), List.copyOf(clients.failures));
            // A busy computer may let a client be quiet for so long that the service, which stops, closes its
            // connection.
            assertEquals(List.of(), List.copyOf(clients.brokenInUse));
            assertFalse(Files.exists(folder.resolve("service.db-wal")));
            assertAllStored(List.of(clients));
            assertEquals(
                    Set.of(),
                    without(stored("SELECT id FROM session"), Set.copyOf(clients.sessions)),
                    "what was done is answered");
        }
    }
}
