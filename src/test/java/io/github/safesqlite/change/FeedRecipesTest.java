// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/change-feed.md, as they stand there. */
class FeedRecipesTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("app.db")).build());
        Sql.run(
                dataSource,
                "CREATE TABLE product (id INTEGER PRIMARY KEY, name)",
                "CREATE TABLE message (id INTEGER PRIMARY KEY)",
                "INSERT INTO product VALUES (1, 'a'), (2, 'b')");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    @Test
    void cacheIsInvalidated() throws SQLException {
        Map<Long, String> cache = new ConcurrentHashMap<>(Map.of(1L, "a", 2L, "b"));

        dataSource.changes("product").subscribe(new Flow.Subscriber<Changes>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Changes changes) {
                if (changes.anyTableChanged() || changes.schemaChanged()) {
                    cache.clear();
                    return;
                }
                for (TableChange table : changes.tables()) {
                    if (table.rowsKnown()) {
                        cache.keySet().removeAll(table.rowIds());
                    } else {
                        cache.clear();
                    }
                }
            }

            @Override
            public void onError(Throwable failure) {
                cache.clear();
            }

            @Override
            public void onComplete() {}
        });

        Sql.run(dataSource, "UPDATE product SET name = 'c' WHERE id = 2");
        Waiting.until(() -> cache.equals(Map.of(1L, "a")));
        Sql.run(dataSource, "DELETE FROM product");
        Waiting.until(cache::isEmpty);
    }

    @Test
    void eventsAreSent() throws SQLException {
        Writer response = new StringWriter();

        dataSource.changes("message", "room").subscribe(new Flow.Subscriber<Changes>() {
            private Flow.Subscription subscription;

            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
                given.request(1);
            }

            @Override
            public void onNext(Changes changes) {
                try {
                    response.write(
                            "event: changed\ndata: " + (changes.mayConcern("room") ? "rooms" : "messages") + "\n\n");
                    subscription.request(1);
                } catch (IOException left) {
                    subscription.cancel();
                }
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onComplete() {}
        });

        Sql.run(dataSource, "INSERT INTO message VALUES (1)", "CREATE TABLE room (id INTEGER PRIMARY KEY)");
        Waiting.until(
                () -> response.toString().equals("event: changed\ndata: messages\n\nevent: changed\ndata: rooms\n\n"));
    }

    /** Each line of code of the page is one of this class. */
    @Test
    void thePageShowsTheseRecipes() throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/github/safesqlite/change/FeedRecipesTest.java"))
                .replaceAll("\\s+", "");
        long shown = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/change-feed.md")))
                .results()
                .filter(block -> {
                    String code = block.group(1).replaceAll("\\s+", "");
                    assertTrue(source.contains(code), code);
                    return true;
                })
                .count();
        assertEquals(2, shown);
    }
}
