// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the two ways to store messages differ. */
class MessageWritersTest {
    @TempDir
    private Path directory;

    @Test
    void aBatchStoresWhatItCanAndRefusesWhatHasNoRoom() throws Exception {
        try (ServiceDatabase database = TestDatabase.SAFE.open(directory);
                MessageLog log = database.messages(4, Clock.systemUTC())) {
            List<CompletableFuture<Outcome>> pending;
            try (Connection writer = database.dataSource().getConnection();
                    Statement statement = writer.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("DELETE FROM message_log");
                pending = log.add(messages(20));
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
    void aBatchStoresTheOthersWhereOneFails() throws Exception {
        try (ServiceDatabase database = TestDatabase.SAFE.open(directory);
                MessageLog log = database.messages(4, Clock.systemUTC())) {
            execute(database, refuseM1(TestDatabase.SAFE));
            List<Outcome.State> states = log.add(messages(3)).stream()
                    .map(future -> future.join().state())
                    .toList();
            assertEquals(List.of(Outcome.State.STORED, Outcome.State.FAILED, Outcome.State.STORED), states);
            assertEquals(2, log.find(MessageFilter.newest(100)).size());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SAFE", mode = EnumSource.Mode.EXCLUDE)
    void aTransactionStoresAllOrNone(TestDatabase kind) throws Exception {
        try (ServiceDatabase database = kind.open(directory);
                MessageLog log = database.messages(4, Clock.systemUTC())) {
            execute(database, refuseM1(kind));
            assertThrows(SQLException.class, () -> log.add(messages(3)));
            assertEquals(List.of(), log.find(MessageFilter.newest(100)));
        }
    }

    private static String refuseM1(TestDatabase kind) {
        return kind.refusal("message_log", "content", "m1");
    }

    private static List<NewMessage> messages(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new NewMessage("s", "user", "m" + i))
                .toList();
    }

    private static void execute(ServiceDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
