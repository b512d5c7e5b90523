// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.internal.change.CommittedChanges;
import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.SqlStatement;
import io.github.safesqlite.internal.time.Ticker;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/** The page caches of the connections of one DataSource stay below their common limit. */
class PageCachesTest {
    private static final SqlStatement READ = SqlScript.parse("SELECT 1").single();
    private static final SqlStatement WRITE = SqlScript.parse("DELETE FROM t").single();
    private static final Optional<Long> TEN_MEBIBYTES = Optional.of(10L << 20);

    private final List<PhysicalConnection> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(connection -> connection.close("done"));
    }

    private PhysicalConnection open(PageCaches caches, String cacheSize) throws SQLException {
        SQLiteConnection driver = JDBC.createConnection("jdbc:sqlite::memory:", new Properties());
        Pragmas.set(driver, "cache_size", cacheSize);
        var connection = new PhysicalConnection(
                driver,
                false,
                new NativeMemory(2, 1 << 20, caches),
                new SchemaChanges(),
                new CommittedChanges(),
                Ticker.system(),
                Listeners.of());
        connections.add(connection);
        return connection;
    }

    private void use(PhysicalConnection connection) throws SQLException {
        use(connection, READ, 1);
    }

    private void use(PhysicalConnection connection, SqlStatement any, int times) throws SQLException {
        for (int i = 0; i < times; i++) {
            CachedStatement statement = connection.statements().borrow(any);
            connection.statements().giveBack(statement, true);
        }
    }

    private PhysicalConnection openToWrite(Map<String, String> pragmas) throws SQLException {
        PhysicalConnection writer = open(PageCaches.of(TEN_MEBIBYTES, pragmas), pragmas.get("cache_size"));
        writer.execute("CREATE TABLE t (v)");
        for (Map.Entry<String, String> pragma : pragmas.entrySet()) {
            writer.pragmas().set(pragma.getKey(), pragma.getValue());
        }
        return writer;
    }

    private List<String> sizes() throws SQLException {
        List<String> sizes = new ArrayList<>();
        for (PhysicalConnection connection : connections) {
            sizes.add(connection.pragmas().read("cache_size"));
        }
        return sizes;
    }

    private void openAndUse(int count, PageCaches caches, String cacheSize) throws SQLException {
        for (int i = 0; i < count; i++) {
            use(open(caches, cacheSize));
        }
    }

    private void useAll() throws SQLException {
        for (PhysicalConnection connection : connections) {
            use(connection);
        }
    }

    @Test
    void fewConnectionsHaveAllThatTheyMay() throws SQLException {
        openAndUse(2, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000")), "-4000");
        useAll();
        assertEquals(List.of("-4000", "-4000"), sizes());
    }

    @Test
    void manyConnectionsHaveTheSamePart() throws SQLException {
        openAndUse(5, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000")), "-4000");
        useAll();
        useAll();
        assertEquals(List.of("-2048", "-2048", "-2048", "-2048", "-2048"), sizes());
    }

    @Test
    void newcomerTakesOnlyWhatTheOthersHaveGivenBack() throws SQLException {
        PageCaches caches = PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000"));
        openAndUse(3, caches, "-4000");
        assertEquals(List.of("-4000", "-4000", "-2240"), sizes());
        use(connections.get(0));
        use(connections.get(2));
        assertEquals(List.of("-3413", "-4000", "-2827"), sizes());
    }

    @Test
    void whatIsClosedLeavesItsPartToTheOthers() throws SQLException {
        openAndUse(5, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000")), "-4000");
        useAll();
        connections.remove(4).close("done");
        connections.remove(3).driver().close();
        openAndUse(1, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000")), "-4000");
        useAll();
        useAll();
        assertEquals(List.of("-2560", "-2560", "-2560", "-4000"), sizes());
    }

    @Test
    void nobodyHasLessThanTheLeast() throws SQLException {
        openAndUse(12, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000")), "-4000");
        useAll();
        useAll();
        assertEquals(List.of("-1024"), sizes().stream().distinct().toList());
    }

    @Test
    void withoutLimitNothingIsSet() throws SQLException {
        openAndUse(5, PageCaches.of(Optional.empty(), Map.of("cache_size", "-4000")), "-4000");
        useAll();
        assertEquals(List.of("-4000"), sizes().stream().distinct().toList());
    }

    @Test
    void sizeInPagesIsMeantToo() throws SQLException {
        openAndUse(1, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "1000")), "1000");
        assertEquals(List.of("1000"), sizes());
        openAndUse(4, PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "1000")), "1000");
        useAll();
        useAll();
        assertEquals(List.of("1000", "-2560", "-2560", "-2560", "-2560"), sizes());
    }

    @Test
    void whatTheApplicationHasSetIsLeftAlone() throws SQLException {
        PageCaches caches = PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000"));
        PhysicalConnection own = open(caches, "-4000");
        own.pragmas().set("cache_size", "-9999");
        openAndUse(3, caches, "-4000");
        useAll();
        useAll();
        assertEquals(List.of("-9999", "-3413", "-3413", "-3413"), sizes());
    }

    @Test
    void whatTheSessionHasSetIsLeftAloneUntilItIsUndone() throws SQLException {
        PageCaches caches = PageCaches.of(TEN_MEBIBYTES, Map.of("cache_size", "-4000"));
        PhysicalConnection first = open(caches, "-4000");
        use(first);
        first.pragmas().remember("cache_size");
        first.pragmas().set("cache_size", "-9999");
        openAndUse(4, caches, "-4000");
        useAll();
        assertEquals("-9999", first.pragmas().read("cache_size"));
        first.pragmas().use(PragmaValues.NONE);
        useAll();
        useAll();
        assertEquals(List.of("-2048"), sizes().stream().distinct().toList());
    }

    @Test
    void whoWritesOftenKeepsFewPagesAndMayChangeAsManyAsBefore() throws SQLException {
        PhysicalConnection writer = openToWrite(Map.of("cache_size", "-8000"));
        use(writer, WRITE, 199);
        use(writer, READ, 100);
        use(writer, WRITE, 1);
        assertEquals("-8000", writer.pragmas().read("cache_size"));
        use(writer, WRITE, 1);
        assertEquals("-2000", writer.pragmas().read("cache_size"));
        // In pages of 4 KiB and what SQLite adds to each.
        assertEquals(8_000 * 1024 / 4_096, Integer.parseInt(writer.pragmas().read("cache_spill")), 150);
    }

    @Test
    void whoReadsForLongAfterwardsKeepsManyAgain() throws SQLException {
        PhysicalConnection writer = openToWrite(Map.of("cache_size", "-8000"));
        use(writer, WRITE, 200);
        use(writer, READ, 19_999);
        assertEquals("-2000", writer.pragmas().read("cache_size"));
        use(writer, READ, 1);
        assertEquals("-8000", writer.pragmas().read("cache_size"));
    }

    @Test
    void whoWritesOftenHasNoMoreThanWasConfigured() throws SQLException {
        PhysicalConnection writer = openToWrite(Map.of("cache_size", "-1500"));
        use(writer, WRITE, 200);
        assertEquals("-1500", writer.pragmas().read("cache_size"));
    }

    @Test
    void spillThatTheApplicationHasSetIsLeftAlone() throws SQLException {
        PhysicalConnection configured = openToWrite(Map.of("cache_size", "-8000", "cache_spill", "1234"));
        use(configured, WRITE, 200);
        assertEquals("-2000", configured.pragmas().read("cache_size"));
        assertEquals("1234", configured.pragmas().read("cache_spill"));
        PhysicalConnection none = openToWrite(Map.of("cache_size", "-8000"));
        none.pragmas().set("cache_spill", "0");
        use(none, WRITE, 200);
        assertEquals("-2000", none.pragmas().read("cache_size"));
        assertEquals("0", none.pragmas().read("cache_spill"));
    }

    @Test
    void nothingIsSetInTransaction() throws SQLException {
        PhysicalConnection writer = openToWrite(Map.of("cache_size", "-8000"));
        writer.execute(ControlStatement.BEGIN_IMMEDIATE);
        use(writer, WRITE, 200);
        assertEquals("-8000", writer.pragmas().read("cache_size"));
        writer.execute(ControlStatement.COMMIT);
        writer.execute(ControlStatement.BEGIN_IMMEDIATE);
        assertEquals("-2000", writer.pragmas().read("cache_size"));
    }
}
