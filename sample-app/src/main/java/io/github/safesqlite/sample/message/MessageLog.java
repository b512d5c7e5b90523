// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.Overflow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Stores messages many at a time, and finds them. Safe for use by multiple threads. */
public final class MessageLog implements AutoCloseable {
    private static final int BATCH = 128;

    private final ConcurrencySafeSqliteDataSource dataSource;
    private final BatchWriter writer;
    private final Clock clock;

    /** Creates the table where it is missing. At most {@code capacity} messages wait for their commit. */
    public MessageLog(ConcurrencySafeSqliteDataSource dataSource, int capacity, Clock clock) throws SQLException {
        this.dataSource = dataSource;
        this.clock = clock;
        createTable();
        this.writer = dataSource.batchWriter(BatchWriterOptions.builder()
                .name("messages")
                .capacity(capacity)
                .batchSize(Math.min(BATCH, capacity))
                .linger(Duration.ZERO)
                .overflow(Overflow.FAIL)
                .build());
    }

    private void createTable() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE IF NOT EXISTS message_log (
                        id INTEGER PRIMARY KEY,
                        session TEXT NOT NULL,
                        role TEXT NOT NULL,
                        content TEXT NOT NULL,
                        at INTEGER NOT NULL)""");
            statement.execute("CREATE INDEX IF NOT EXISTS message_log_session ON message_log (session, id)");
        }
    }

    /** Queues a message; the future always completes normally. */
    public CompletableFuture<Outcome> add(NewMessage message) {
        return writer.submit(
                        "INSERT INTO message_log (session, role, content, at) VALUES (?, ?, ?, ?)",
                        message.session(),
                        message.role(),
                        message.content(),
                        clock.millis())
                .handle((result, failure) -> failure == null ? Outcome.stored(result) : Outcome.failed(failure));
    }

    /** The messages that match, newest first. */
    public List<Message> find(MessageFilter filter) throws SQLException {
        StringBuilder sql =
                new StringBuilder("SELECT id, session, role, content, at FROM message_log WHERE id < ? AND at >= ?");
        List<Object> parameters = new ArrayList<>(List.of(filter.before(), filter.since()));
        filter.session().ifPresent(session -> {
            sql.append(" AND session = ?");
            parameters.add(session);
        });
        filter.role().ifPresent(role -> {
            sql.append(" AND role = ?");
            parameters.add(role);
        });
        sql.append(" ORDER BY id DESC LIMIT ?");
        parameters.add(filter.limit());
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                select.setObject(i + 1, parameters.get(i));
            }
            return read(select);
        }
    }

    private static List<Message> read(PreparedStatement select) throws SQLException {
        List<Message> messages = new ArrayList<>();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                messages.add(new Message(
                        rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getLong(5)));
            }
        }
        return messages;
    }

    /** Stores what waits. */
    @Override
    public void close() {
        writer.close();
    }
}
