// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static io.github.safesqlite.testing.Waiting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.Retention;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/batch-writer.md, as they stand there. */
class RecipesTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("app.db"))
                .pragma("synchronous", "FULL")
                .build());
        run(
                dataSource,
                "create table request (id integer primary key, at integer not null, path text not null, millis integer)",
                "create table audit (id integer primary key, who text not null, what text not null)",
                "create table usage (account text, day text, calls integer, primary key (account, day))");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    @Test
    void requestLog() throws Exception {
        BatchWriter log = dataSource.batchWriter(BatchWriterOptions.builder()
                .name("request-log")
                .overflow(Overflow.DROP_OLDEST)
                .build());
        dataSource
                .maintenance()
                .every(
                        Duration.ofHours(1),
                        "purge-request-log",
                        Retention.deleteFrom("request")
                                .where(
                                        "at < ?",
                                        () -> System.currentTimeMillis()
                                                - Duration.ofDays(30).toMillis())
                                .holdAtMost(Duration.ofMillis(20)));

        log.submit("INSERT INTO request (at, path, millis) VALUES (?, ?, ?)", System.currentTimeMillis(), "/index", 7);

        assertEquals(0, log.close(Duration.ofSeconds(60)));
        assertEquals(1, ask(dataSource, "select count(*) from request"));
    }

    @Test
    void auditTrail() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        BatchWriter audit = dataSource.batchWriter(
                BatchWriterOptions.builder().name("audit").linger(Duration.ZERO).build());

        CompletableFuture<Integer> answer = audit.submit(
                        "INSERT INTO audit (who, what) VALUES (?, ?)", "anna", "deleted invoice 7")
                .handle((written, failure) -> failure == null ? 200 : 503);

        statuses.add(answer.get(60, TimeUnit.SECONDS));
        assertEquals(List.of(200), statuses);
        assertEquals(1, ask(dataSource, "select count(*) from audit"));
        audit.close();
    }

    @Test
    void usageCounters() throws Exception {
        Counters counters = dataSource.counters(CountersOptions.defaults().withName("usage"));
        Counter calls = counters.counter("usage", "calls", Merge.SUM, "account", "day");

        calls.add(1, "anna", "2026-11-28");
        OptionalLong today = calls.read("anna", "2026-11-28");

        assertEquals(OptionalLong.of(1), today);
        counters.close();
        assertEquals(1, ask(dataSource, "select calls from usage"));
    }

    /** Each line of code of the page is one of this class. */
    @Test
    void thePageShowsTheseRecipes() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/github/safesqlite/batch/RecipesTest.java"))
                .replaceAll("\\s+", "");
        AtomicInteger blocks = new AtomicInteger();
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/batch-writer.md")))
                .results()
                .forEach(block -> {
                    blocks.incrementAndGet();
                    for (String part : block.group(1).split("\n\n")) {
                        assertTrue(source.contains(part.replaceAll("\\s+", "")), part);
                    }
                });
        assertEquals(3, blocks.get());
    }

    @Test
    void retentionDeletesInChunksAndStopsForOthers() throws Exception {
        run(
                dataSource,
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)"
                        + " insert into request (at, path) select i, '/' from n");
        dataSource
                .maintenance()
                .every(
                        Duration.ofHours(1),
                        "purge",
                        Retention.deleteFrom("request")
                                .where("at <= ?", () -> 4000)
                                .holdAtMost(Duration.ofMillis(5)));
        until(() -> ask(dataSource, "select count(*) from request") == 1000);
        assertEquals(4001, ask(dataSource, "select min(at) from request"));
    }
}
