// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What cannot happen on SQLite, where one transaction writes at a time. */
@Timeout(120)
class ProvidersOnPostgresTest {
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private ServiceDatabase database;
    private Providers providers;
    private ProviderRecords records;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.POSTGRESQL.open(directory);
        providers = new Providers(database.dataSource(), database.dialect(), 3);
        records = database.providerRecords(providers, CLOCK);
    }

    /** There is nothing to close where PostgreSQL is not installed. */
    @AfterEach
    void close() throws Exception {
        if (database != null) {
            records.close();
            database.close();
        }
    }

    @Test
    void aSuccessAndTheFirstChoiceOfADayAreBothCounted() throws Exception {
        providers.add(List.of(provider("a")), false);
        CompletableFuture<Boolean> success;
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO provider_usage (provider, day, choices) VALUES ('a', '1970-01-01', 1)");
            success = CompletableFuture.supplyAsync(() -> records.succeeded("a", 12, 100));
            awaitWaiter();
            other.commit();
        }
        assertTrue(success.get(60, TimeUnit.SECONDS));
        assertEquals(List.of(new Usage("a", "1970-01-01", 1, 1, 100)), records.usage(10));
    }

    /** Two imports that lock the same rows in different orders would be a deadlock. */
    @Test
    void anImportLocksProvidersInTheOrderOfTheirNames() throws Exception {
        CompletableFuture<Void> imported;
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("INSERT INTO provider (name, endpoint, enabled, errors) VALUES ('a', '', true, 0)");
            imported = CompletableFuture.runAsync(() -> add("b", "a"));
            awaitWaiter();
            statement.execute("INSERT INTO provider (name, endpoint, enabled, errors) VALUES ('b', '', true, 0)");
            other.rollback();
        }
        imported.get(60, TimeUnit.SECONDS);
        assertEquals(List.of(provider("a"), provider("b")), providers.all());
    }

    private void add(String first, String second) {
        try {
            providers.add(List.of(provider(first), provider(second)), false);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Waits until a transaction waits for another one. */
    private void awaitWaiter() {
        await().atMost(60, TimeUnit.SECONDS).until(this::hasWaiter);
    }

    private boolean hasWaiter() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT * FROM pg_locks WHERE NOT granted)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static Provider provider(String name) {
        return new Provider(name, "http://" + name, true, 0);
    }
}
