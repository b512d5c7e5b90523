// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import io.github.safesqlite.sample.timetable.Timetable;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.hibernate.JDBCException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ProvidersTest {
    private static final int ERROR_THRESHOLD = 2;

    private final SetClock clock = new SetClock();

    @Parameter
    private TestDatabase kind;

    @TempDir
    private Path directory;

    private ServiceDatabase database;
    private Timetable timetable;
    private Providers providers;
    private ProviderRecords records;

    @BeforeEach
    void open() throws Exception {
        database = kind.open(directory);
        timetable = database.timetable();
        providers = new Providers(database.dataSource(), database.dialect(), ERROR_THRESHOLD);
        records = database.providerRecords(providers, clock);
        providers.add(List.of(provider("a"), provider("b"), new Provider("off", "http://off", false, 0)), false);
    }

    /** There is nothing to close where PostgreSQL is not installed. */
    @AfterEach
    void close() throws Exception {
        if (database != null) {
            records.close();
            timetable.close();
            database.close();
        }
    }

    @Test
    void choosesByTurnsAmongThoseUnderTheThreshold() throws Exception {
        assertEquals(List.of("a", "b", "a", "b"), List.of(next(), next(), next(), next()));
        records.failed("a", 10);
        records.failed("a", 10);
        assertEquals(List.of("b", "b"), List.of(next(), next()));
        records.succeeded("a", 10, 1);
        assertEquals(
                List.of("a", "b"), List.of(next(), next()).stream().sorted().toList());
    }

    /** As SQLite does: the collation of the server may order them otherwise. */
    @Test
    void providersAreOrderedByTheBytesOfTheirNames() throws Exception {
        providers.add(List.of(provider("a-b"), provider("ab"), provider("B"), provider("ä")), false);
        assertEquals(
                List.of("B", "a", "a-b", "ab", "b", "off", "ä"),
                providers.all().stream().map(Provider::name).toList());
    }

    @Test
    void theDatabaseWinsOverAnImport() throws Exception {
        Providers.Imported imported =
                providers.add(List.of(new Provider("a", "http://other", false, 9), provider("c")), false);
        assertEquals(new Providers.Imported(1, 0, 1), imported);
        assertEquals(provider("a"), providers.all().get(0));
    }

    @Test
    void anImportReplacesWhatDiffersWhereItMay() throws Exception {
        Provider other = new Provider("a", "http://other", false, 9);
        Providers.Imported imported = providers.add(List.of(other, provider("b"), provider("c")), true);
        assertEquals(new Providers.Imported(1, 1, 1), imported);
        assertEquals(
                List.of(other, provider("b"), provider("c"), new Provider("off", "http://off", false, 0)),
                providers.all());
    }

    @Test
    void anImportThatFailsChangesNothing() throws Exception {
        execute(kind.refusal("provider", "name", "d"));
        assertThrows(SQLException.class, () -> providers.add(List.of(provider("c"), provider("d")), false));
        assertEquals(3, providers.all().size());
    }

    @Test
    void aSuccessAddsToHealthAndUsage() throws Exception {
        records.chosen("a");
        records.chosen("a");
        records.succeeded("a", 12, 100);
        records.succeeded("a", 14, 50);
        records.flush();
        assertEquals(List.of(new Usage("a", "1970-01-02", 2, 2, 150)), records.usage(10));
        assertEquals(
                List.of(new HealthCheck(clock.millis(), true, 14), new HealthCheck(clock.millis(), true, 12)),
                records.health("a", 10));
    }

    @Test
    void withoutUsageThereIsNoHealthEither() throws Exception {
        execute(kind.refusal("provider_usage", "provider", "a"));
        assertThrows(JDBCException.class, () -> records.succeeded("a", 12, 100));
        assertEquals(List.of(), records.health("a", 10));
    }

    @Test
    void nothingIsStoredForAnUnknownProvider() throws Exception {
        assertFalse(records.succeeded("nobody", 1, 1));
        assertFalse(records.failed("nobody", 1));
        assertEquals(List.of(), records.health("nobody", 10));
    }

    @Test
    void oldHealthIsPurged() throws Exception {
        records.failed("a", 1);
        clock.now = clock.now.plus(Duration.ofDays(2));
        records.failed("a", 2);
        records.purgeHealth(timetable, Duration.ofMillis(100), Duration.ofDays(1));
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertEquals(List.of(new HealthCheck(clock.millis(), false, 2)), records.health("a", 10)));
    }

    @Test
    void usageIsReadAgainOnceItHasExpired() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        Expiring<Integer> cached = new Expiring<>(reads::incrementAndGet, Duration.ofSeconds(5), clock);
        assertEquals(List.of(1, 1), List.of(cached.get(), cached.get()));
        clock.now = clock.now.plusSeconds(5);
        assertEquals(2, cached.get());
    }

    @Test
    void noProviderIsChosenWhereAllAreOff() throws Exception {
        execute("UPDATE provider SET enabled = false");
        assertTrue(providers.next().isEmpty());
    }

    private String next() throws SQLException {
        return providers.next().orElseThrow().name();
    }

    private static Provider provider(String name) {
        return new Provider(name, "http://" + name, true, 0);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A clock that the test sets. */
    private static final class SetClock extends Clock {
        private volatile Instant now = Instant.EPOCH.plus(Duration.ofDays(1));

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
