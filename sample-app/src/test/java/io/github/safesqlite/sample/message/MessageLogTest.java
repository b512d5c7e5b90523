// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.sample.http.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

    @TempDir
    private Path directory;

    private ConcurrencySafeSqliteDataSource dataSource;

    @BeforeEach
    void open() throws Exception {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(directory.resolve("log.db").toString()).build());
    }

    @AfterEach
    void close() throws Exception {
        dataSource.close();
    }

    @Test
    void aStoredMessageIsFoundWithItsNumber() throws Exception {
        try (MessageLog log = new MessageLog(dataSource, 16, CLOCK)) {
            Outcome outcome = log.add(new NewMessage("s1", "user", "hello")).join();
            assertEquals(new Outcome(Outcome.State.STORED, true, 1L), outcome);
            assertEquals(List.of(new Message(1, "s1", "user", "hello", 5_000)), log.find(MessageFilter.newest(10)));
        }
    }

    @Test
    void pagesFollowEachOtherNewestFirst() throws Exception {
        try (MessageLog log = new MessageLog(dataSource, 16, CLOCK)) {
            for (int i = 0; i < 10; i++) {
                log.add(new NewMessage("s" + i % 2, i < 5 ? "user" : "model", "m" + i))
                        .join();
            }
            MessageFilter firstPage = MessageFilter.newest(3).ofSession("s1");
            List<Message> first = log.find(firstPage);
            assertEquals(List.of("m9", "m7", "m5"), contents(first));
            assertEquals(List.of("m3", "m1"), contents(log.find(firstPage.after(first.get(2)))));
            assertEquals(List.of("m3", "m1"), contents(log.find(firstPage.withRole("user"))));
        }
    }

    @Test
    void whatHasNoRoomIsRefusedAndTheRestIsStored() throws Exception {
        try (MessageLog log = new MessageLog(dataSource, 4, CLOCK)) {
            List<CompletableFuture<Outcome>> pending;
            try (Connection writer = dataSource.getConnection();
                    Statement statement = writer.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("DELETE FROM message_log");
                pending = IntStream.range(0, 20)
                        .mapToObj(i -> log.add(new NewMessage("s", "user", "m" + i)))
                        .toList();
                statement.execute("COMMIT");
            }
            List<Outcome> outcomes =
                    pending.stream().map(CompletableFuture::join).toList();
            long stored = outcomes.stream().filter(Outcome::durable).count();
            long refused = outcomes.stream()
                    .filter(outcome -> outcome.state() == Outcome.State.REFUSED)
                    .count();
            assertTrue(refused > 0, outcomes::toString);
            assertEquals(20, stored + refused);
            assertEquals(stored, log.find(MessageFilter.newest(100)).size());
        }
    }

    @Test
    void aBlankFieldIsNamed() {
        Problem problem = assertThrows(Problem.class, () -> new NewMessage("s", " ", "text"));
        assertEquals("role", problem.field().orElseThrow());
    }

    private static List<String> contents(List<Message> messages) {
        return messages.stream().map(Message::content).toList();
    }
}
