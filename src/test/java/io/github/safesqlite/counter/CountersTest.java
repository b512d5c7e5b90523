// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.counter;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static io.github.safesqlite.testing.Waiting.LONG;
import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.testing.Actor;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted is stored, once, whatever comes between. */
class CountersTest {
    private static final CountersOptions NEVER = CountersOptions.defaults().withInterval(Duration.ofHours(1));

    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("count.db"))
                .writeTimeout(Duration.ofMillis(300))
                .build());
        run(
                dataSource,
                "create table page (path text, day integer, hits integer check (hits < 1000000), most integer, least integer,"
                        + " seen integer, primary key (path, day))");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    private long hits() throws SQLException {
        return ask(dataSource, "select coalesce(sum(hits), 0) from page");
    }

    @Test
    void sumsAreMergedAndStoredByAFlush() throws Exception {
        try (Counters counters = dataSource.counters(NEVER)) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            for (int i = 0; i < 1000; i++) {
                hits.add(1, "/" + i % 10, 1);
            }
            assertEquals(0, hits());
            get(counters.flush());
            assertEquals(1000, hits());
            assertEquals(10, ask(dataSource, "select count(*) from page"));
            assertEquals(1, counters.snapshot().batches());
            hits.add(-1, "/0", 1L);
            get(counters.flush());
            assertEquals(999, hits());
        }
    }

    @Test
    void eachFormMergesInMemoryAndInTheDatabase() throws Exception {
        run(dataSource, "insert into page values ('/a', 1, 5, 5, 5, 5)");
        try (Counters counters = dataSource.counters(NEVER)) {
            for (int value : new int[] {3, 9, 4}) {
                counters.counter("page", "hits", Merge.SUM, "path", "day").add(value, "/a", 1);
                counters.counter("page", "most", Merge.MAX, "path", "day").add(value, "/a", 1);
                counters.counter("page", "least", Merge.MIN, "path", "day").add(value, "/a", 1);
                counters.counter("page", "seen", Merge.LAST, "path", "day").add(value, "/a", 1);
            }
            assertEquals(
                    OptionalLong.of(9),
                    counters.counter("page", "most", Merge.MAX, "path", "day").read("/a", 1));
            get(counters.flush());
            assertEquals(21, hits());
            assertEquals(9, ask(dataSource, "select most from page"));
            assertEquals(3, ask(dataSource, "select least from page"));
            assertEquals(4, ask(dataSource, "select seen from page"));
            run(dataSource, "update page set most = 100, least = -100");
            counters.counter("page", "most", Merge.MAX, "path", "day").add(50, "/a", 1);
            counters.counter("page", "least", Merge.MIN, "path", "day").add(-50, "/a", 1);
            get(counters.flush());
            assertEquals(100, ask(dataSource, "select most from page"));
            assertEquals(-100, ask(dataSource, "select least from page"));
        }
    }

    @Test
    void readGivesWhatIsStoredAndPending() throws Exception {
        try (Counters counters = dataSource.counters(NEVER)) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            assertEquals(OptionalLong.empty(), hits.read("/a", 1));
            hits.add(2, "/a", 1);
            assertEquals(OptionalLong.of(2), hits.read("/a", 1));
            get(counters.flush());
            assertEquals(OptionalLong.of(2), hits.read("/a", 1));
            hits.add(3, "/a", 1);
            assertEquals(OptionalLong.of(5), hits.read("/a", 1));
            run(dataSource, "update page set hits = 10");
            assertEquals(OptionalLong.of(13), hits.read("/a", 1));
        }
    }

    @Test
    void statementIsGivenValueAndKey() throws Exception {
        run(dataSource, "insert into page (path, day, hits) values ('/a', 1, 1)");
        try (Counters counters = dataSource.counters(NEVER)) {
            Counter hits = counters.statement("update page set hits = hits + ? where path = ?", Merge.SUM);
            hits.add(2, "/a");
            hits.add(3, "/a");
            hits.add(1, "/none");
            get(counters.flush());
            assertEquals(6, hits());
            assertThrows(UnsupportedOperationException.class, () -> hits.read("/a"));
            assertThrows(IllegalArgumentException.class, () -> hits.add(1, "/a", 2));
        }
    }

    @Test
    void shortFormAdds() throws Exception {
        try (Counters counters = dataSource.counters(NEVER)) {
            counters.add("page", Map.of("path", "/a", "day", 1), "hits", 2);
            counters.add("page", Map.of("day", 1, "path", "/a"), "hits", 3);
            get(counters.flush());
            assertEquals(5, hits());
        }
    }

    @Test
    void intervalStoresByItself() throws Exception {
        try (Counters counters = dataSource.counters(CountersOptions.defaults().withInterval(Duration.ofMillis(5)))) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            hits.add(1, "/a", 1);
            until(() -> hits() == 1);
            hits.add(1, "/a", 1);
            until(() -> hits() == 2);
        }
    }

    @Test
    void closeStoresWhatIsPending() throws Exception {
        Counters counters = dataSource.counters(NEVER);
        Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
        hits.add(7, "/a", 1);
        assertEquals(0, counters.close(Duration.ofSeconds(60)));
        assertEquals(7, hits());
        assertThrows(IllegalStateException.class, () -> hits.add(1, "/a", 1));
        assertEquals(0, counters.close(Duration.ZERO));
    }

    @Test
    void closingTheDataSourceStoresWhatIsPending() throws Exception {
        Counters counters = dataSource.counters(NEVER);
        counters.counter("page", "hits", Merge.SUM, "path", "day").add(7, "/a", 1);
        dataSource.close();
        try (Connection plain = io.github.safesqlite.testing.Sql.patient(folder.resolve("count.db"))) {
            assertEquals(7, ask(plain, "select hits from page"));
        }
    }

    @Test
    void failedFlushKeepsItsSums() throws Exception {
        try (Counters counters = dataSource.counters(NEVER);
                Connection holder = dataSource.getConnection()) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            hits.add(1, "/a", 1);
            run(holder, "begin immediate");
            CompletableFuture<Void> flush = counters.flush();
            ExecutionException failure = assertThrows(ExecutionException.class, () -> get(flush));
            assertTrue(failure.getCause() instanceof SQLException, failure.toString());
            hits.add(2, "/a", 1);
            run(holder, "commit");
            get(counters.flush());
            assertEquals(3, hits());
        }
    }

    @Test
    void oneValueThatDoesNotFitKeepsNoOtherFromBeingStored() throws Exception {
        try (Counters counters = dataSource.counters(NEVER)) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            hits.add(2_000_000, "/much", 1);
            hits.add(1, "/a", 1);
            assertThrows(ExecutionException.class, () -> get(counters.flush()));
            assertEquals(1, hits());
            hits.add(-1_500_000, "/much", 1);
            get(counters.flush());
            assertEquals(500_001, hits());
        }
    }

    @Test
    void keysAreBounded() throws Exception {
        try (Counters counters = dataSource.counters(NEVER.withMaxKeys(10).withMaxBlock(LONG))) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            for (int i = 0; i < 1000; i++) {
                hits.add(1, "/" + i, 1);
            }
            assertTrue(counters.snapshot().depth() <= 10, "stored whenever there was no room");
            get(counters.flush());
            assertEquals(1000, hits());
        }
    }

    @Test
    void newKeyIsRefusedWhenNoneCouldBeStored() throws Exception {
        try (Counters counters = dataSource.counters(NEVER.withMaxKeys(10).withMaxBlock(Duration.ofMillis(50)));
                Connection holder = dataSource.getConnection()) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            run(holder, "begin immediate");
            assertThrows(RejectedExecutionException.class, () -> {
                for (int i = 0; i < 11; i++) {
                    hits.add(1, "/" + i, 1);
                }
            });
            run(holder, "commit");
            get(counters.flush());
            assertEquals(10, hits());
        }
    }

    @Test
    void mistakesAreToldAtOnce() throws Exception {
        try (Counters counters = dataSource.counters(NEVER)) {
            assertThrows(SQLException.class, () -> counters.counter("nowhere", "hits", Merge.SUM, "path"));
            assertThrows(SQLException.class, () -> counters.counter("page", "none", Merge.SUM, "path", "day"));
            assertThrows(SQLException.class, () -> counters.counter("page", "hits", Merge.SUM, "path"), "not unique");
            assertThrows(SQLException.class, () -> counters.statement("update page set hits = 1", Merge.SUM));
            assertThrows(IllegalArgumentException.class, () -> counters.statement("begin", Merge.SUM));
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            assertThrows(NullPointerException.class, () -> hits.add(1, "/a", null));
            assertThrows(IllegalArgumentException.class, () -> hits.add(1, "/a"));
            assertThrows(IllegalArgumentException.class, () -> hits.add(1, "/a", new Object()));
        }
        assertThrows(IllegalArgumentException.class, () -> NEVER.withMaxKeys(0));
        assertThrows(IllegalArgumentException.class, () -> NEVER.withInterval(Duration.ZERO));
    }

    /** Threads count while flushes come and keys leave memory; all is there at the end. */
    @Test
    void nothingIsLostWhileKeysComeAndGo() throws Exception {
        int threads = 4;
        int adds = 50_000;
        List<Actor> actors = new ArrayList<>();
        List<Actor.Started<Boolean>> counting = new ArrayList<>();
        try (Counters counters = dataSource.counters(CountersOptions.defaults()
                .withInterval(Duration.ofMillis(1))
                .withMaxKeys(20)
                .withMaxBlock(LONG))) {
            Counter hits = counters.counter("page", "hits", Merge.SUM, "path", "day");
            for (int thread = 0; thread < threads; thread++) {
                Actor actor = new Actor("counting " + thread);
                actors.add(actor);
                counting.add(actor.starts("count", () -> {
                    for (int i = 0; i < adds; i++) {
                        hits.add(1, "/" + i % 17, i % 1000 / 500);
                    }
                    return true;
                }));
            }
            for (Actor.Started<Boolean> each : counting) {
                each.result();
            }
            get(counters.flush());
            assertEquals(threads * adds, hits());
        }
        for (Actor actor : actors) {
            actor.close();
        }
    }
}
