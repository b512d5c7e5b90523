// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.TenantDataSource;
import io.github.safesqlite.TenantOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file for each tenant. */
@Timeout(180)
class TenantDataSourceTest {
    @TempDir
    Path directory;

    private SqliteConfigBuilder template() {
        return SqliteConfig.builder("tenants").slowWriteThresholdOff();
    }

    private TenantOptions options() {
        return TenantOptions.inDirectory(directory);
    }

    private TenantDataSource tenants(int maximumOpen) {
        return new TenantDataSource(
                options().withMaximumOpen(maximumOpen), template().build());
    }

    private static void add(TenantDataSource tenants, String tenant, int number) throws SQLException {
        try (Connection connection = tenants.getConnection(tenant)) {
            Sql.run(connection, "CREATE TABLE IF NOT EXISTS t(a)");
            Sql.run(connection, "INSERT INTO t VALUES (" + number + ")");
        }
    }

    private static long sum(TenantDataSource tenants, String tenant) throws SQLException {
        try (Connection connection = tenants.getConnection(tenant)) {
            return Sql.ask(connection, "SELECT sum(a) FROM t");
        }
    }

    @Test
    void eachTenantHasAFile() throws Exception {
        try (TenantDataSource tenants = tenants(1)) {
            add(tenants, "acme", 1);
            add(tenants, "b.c_d-9", 2);
            add(tenants, "acme", 3);
            assertEquals(4, sum(tenants, "acme"));
            assertEquals(2, sum(tenants, "b.c_d-9"));
            assertTrue(Files.exists(directory.resolve("acme.db")));
            assertTrue(Files.exists(directory.resolve("b.c_d-9.db")));
            assertEquals(
                    "TenantDataSource(tenants: open=1, in use=0, changing=0, waiting=0, maximumOpen=1)", tenants + "");
        }
    }

    @Test
    void theTemplateAppliesToEachFile() throws Exception {
        try (var tenants = new TenantDataSource(
                        options(), template().pragma("foreign_keys", "ON").build());
                Connection connection = tenants.getConnection("acme");
                TenantDataSource.Lease lease = tenants.lease("acme")) {
            assertEquals(1, Sql.ask(connection, "PRAGMA foreign_keys"));
            assertEquals("tenants.acme", lease.dataSource().config().poolName());
        }
    }

    @Test
    void aViewKeepsNothingOpen() throws Exception {
        try (TenantDataSource tenants = tenants(1)) {
            var acme = tenants.dataSource("acme");
            assertEquals(List.of(), tenants.snapshot().open());
            for (int number = 0; number < 2; number++) {
                try (Connection connection = acme.getConnection()) {
                    assertEquals(number, Sql.ask(connection, "SELECT " + number));
                }
                add(tenants, "other", 1);
            }
            assertEquals(tenants, acme.unwrap(TenantDataSource.class));
            assertThrows(SQLException.class, () -> acme.unwrap(String.class));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "..",
                "../x",
                "a/b",
                "a\\b",
                "/etc/x",
                ".hidden",
                "-x",
                "a b",
                "a\nb",
                "ä",
                "C:x",
                "a\0",
                "file:x?mode=ro"
            })
    void aNameThatIsNotOneIsRefused(String name) throws Exception {
        try (TenantDataSource tenants = tenants(1)) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> tenants.getConnection(name));
            assertTrue(
                    refusal.getMessage().contains("cannot be the name of a tenant: use 1 to 100"), refusal::getMessage);
            assertFalse(refusal.getMessage().contains("\n"));
            assertThrows(IllegalArgumentException.class, () -> tenants.dataSource(name));
            assertThrows(IllegalArgumentException.class, () -> tenants.evict(name));
            assertEquals(0, tenants.snapshot().opened());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Acme", "con", "nul.x", "lpt1"})
    void aNameThatIsNoFileNameEverywhereIsRefusedInADirectory(String name) throws Exception {
        try (TenantDataSource tenants = tenants(1);
                var mapped = new TenantDataSource(
                        TenantOptions.files(tenant -> directory.resolve("x-" + tenant + ".sqlite")),
                        template().build())) {
            assertThrows(IllegalArgumentException.class, () -> tenants.getConnection(name));
            add(mapped, name, 1);
            assertTrue(Files.exists(directory.resolve("x-" + name + ".sqlite")));
        }
    }

    @Test
    void optionsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> options().withMaximumOpen(0));
        assertThrows(IllegalArgumentException.class, () -> options().withIdleTimeout(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> TenantOptions.inDirectory(directory.resolve("none")));
        assertEquals(50, options().maximumOpen());
        assertEquals(Duration.ofMinutes(5), options().idleTimeout().orElseThrow());
        assertTrue(options().withIdleTimeoutOff().idleTimeout().isEmpty());
    }

    @Test
    void aConnectionKeepsItsTenantOpenUntilItIsClosedOrAborted() throws Exception {
        var impatient = template().connectionTimeout(Duration.ofMillis(20)).build();
        try (var tenants = new TenantDataSource(options().withMaximumOpen(1), impatient)) {
            Connection connection = tenants.getConnection("acme");
            SQLTransientConnectionException timeout =
                    assertThrows(ConnectionTimeoutException.class, () -> tenants.getConnection("other"));
            assertTrue(timeout.getMessage().contains("All databases that may be open are in use"), timeout::getMessage);
            assertEquals(1, Sql.ask(connection, "SELECT 1"));
            connection.abort(Runnable::run);
            Waiting.until(() -> tenants.snapshot().inUse() == 0);
            add(tenants, "other", 1);
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedLeavesNothingBehind() throws Exception {
        Files.writeString(directory.resolve("bad.db"), "this is not a database".repeat(100));
        MetricRegistry registry = new MetricRegistry();
        try (var tenants = new TenantDataSource(
                options().withMaximumOpen(1),
                template().metricRegistry(registry).build())) {
            Set<String> before = Set.copyOf(registry.getNames());
            OpenFailedException failure = assertThrows(OpenFailedException.class, () -> tenants.getConnection("bad"));
            assertTrue(failure.getMessage().startsWith("tenants.bad: cannot open"), failure::getMessage);
            assertEquals(before, registry.getNames());
            assertEquals(List.of(), tenants.snapshot().open());
            add(tenants, "good", 1);
        }
    }

    @Test
    void metricsAreThoseOfOpenTenantsAndOfAll() throws Exception {
        MetricRegistry registry = new MetricRegistry();
        try (var tenants = new TenantDataSource(
                options().withMaximumOpen(2),
                template().metricRegistry(registry).build())) {
            add(tenants, "a", 1);
            add(tenants, "b", 1);
            int names = registry.getNames().size();
            add(tenants, "c", 1);
            assertEquals(names, registry.getNames().size());
            Set<String> pools = registry.getNames().stream()
                    .filter(name -> name.endsWith(".pool.Wait"))
                    .collect(Collectors.toSet());
            assertEquals(Set.of("tenants.b.pool.Wait", "tenants.c.pool.Wait"), pools);
            assertEquals(2, registry.gauge("tenants.tenant.Open").getValue());
            assertEquals(3L, registry.gauge("tenants.tenant.Openings").getValue());
        }
        assertEquals(Set.of(), registry.getNames());
    }

    @Test
    void anEvictedTenantCanBeDeleted() throws Exception {
        try (TenantDataSource tenants = tenants(2)) {
            add(tenants, "acme", 1);
            tenants.evict("acme", Files::delete);
            try (var files = Files.list(directory)) {
                assertEquals(List.of(), files.toList(), "nothing is left of it");
            }
            add(tenants, "acme", 2);
            assertEquals(2, sum(tenants, "acme"));
        }
    }

    @Test
    void anEvictionClosesConnectionsThatAreStillOpen() throws Exception {
        try (var tenants = new TenantDataSource(
                options(), template().closeTimeout(Duration.ZERO).build())) {
            Connection connection = tenants.getConnection("acme");
            Sql.run(connection, "CREATE TABLE t(a)");
            tenants.evict("acme");
            assertThrows(SessionClosedException.class, () -> Sql.run(connection, "INSERT INTO t VALUES (1)"));
            assertDoesNotThrow(connection::close);
            try (Connection again = tenants.getConnection("acme")) {
                assertEquals(0, Sql.ask(again, "SELECT count(*) FROM t"));
            }
        }
    }

    @Test
    void aTenantThatNobodyUsesIsClosed() throws Exception {
        try (var tenants = new TenantDataSource(
                        options().withIdleTimeout(Duration.ofMillis(20)),
                        template().build());
                TenantDataSource.Lease lease = tenants.lease("used")) {
            add(tenants, "idle", 1);
            Waiting.until(() -> tenants.snapshot().closedIdle() == 1);
            assertEquals(
                    List.of("used"),
                    tenants.snapshot().open().stream().map(each -> each.name()).toList());
            assertFalse(lease.dataSource().isClosed());
        }
    }

    @Test
    void afterCloseEverythingIsClosed() throws Exception {
        TenantDataSource tenants = tenants(2);
        add(tenants, "acme", 1);
        tenants.close();
        tenants.close();
        assertThrows(SessionClosedException.class, () -> tenants.getConnection("acme"));
        assertFalse(Files.exists(directory.resolve("acme.db-wal")), "the last connection has emptied the log");
    }
}
