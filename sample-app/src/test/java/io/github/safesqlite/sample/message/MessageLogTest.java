// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.safesqlite.sample.http.Problem;
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
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class MessageLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

    @Parameter
    private TestDatabase kind;

    @TempDir
    private Path directory;

    private ServiceDatabase database;
    private MessageLog log;

    @BeforeEach
    void open() throws Exception {
        database = kind.open(directory);
        log = database.messages(16, CLOCK);
    }

    /** There is nothing to close where PostgreSQL is not installed. */
    @AfterEach
    void close() throws Exception {
        if (database != null) {
            log.close();
            database.close();
        }
    }

    @Test
    void storedMessagesAreFoundWithTheirNumbers() throws Exception {
        List<Outcome> outcomes = add(new NewMessage("s1", "user", "hello"), new NewMessage("s2", "model", "hi"));
        assertEquals(
                List.of(new Outcome(Outcome.State.STORED, true, 1L), new Outcome(Outcome.State.STORED, true, 2L)),
                outcomes);
        assertEquals(
                List.of(new Message(2, "s2", "model", "hi", 5_000), new Message(1, "s1", "user", "hello", 5_000)),
                log.find(MessageFilter.newest(10)));
    }

    @Test
    void pagesFollowEachOtherNewestFirst() throws Exception {
        for (int i = 0; i < 10; i++) {
            add(new NewMessage("s" + i % 2, i < 5 ? "user" : "model", "m" + i));
        }
        MessageFilter firstPage = MessageFilter.newest(3).ofSession("s1");
        List<Message> first = log.find(firstPage);
        assertEquals(List.of("m9", "m7", "m5"), contents(first));
        assertEquals(List.of("m3", "m1"), contents(log.find(firstPage.after(first.get(2)))));
        assertEquals(List.of("m3", "m1"), contents(log.find(firstPage.withRole("user"))));
    }

    @Test
    void oldMessagesArePurged() throws Exception {
        long now = CLOCK.millis();
        // One more than a statement deletes.
        execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 501)"
                + " INSERT INTO message_log (session, role, content, at) SELECT 's', 'user', 'old', " + (now - 2_001)
                + " FROM n");
        execute("INSERT INTO message_log (session, role, content, at) VALUES ('s', 'user', 'kept', " + (now - 2_000)
                + ")");
        try (Timetable timetable = database.timetable()) {
            log.purge(timetable, Duration.ofHours(1), Duration.ofSeconds(2));
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertEquals(List.of("kept"), contents(log.find(MessageFilter.newest(600)))));
        }
    }

    @Test
    void aBlankFieldIsNamed() {
        Problem problem = assertThrows(Problem.class, () -> new NewMessage("s", " ", "text"));
        assertEquals("role", problem.field().orElseThrow());
    }

    private List<Outcome> add(NewMessage... messages) throws SQLException {
        return log.add(List.of(messages)).stream().map(CompletableFuture::join).toList();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> contents(List<Message> messages) {
        return messages.stream().map(Message::content).toList();
    }
}
