// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.sample.dialect.Dialect;
import io.github.safesqlite.sample.timetable.OldRows;
import io.github.safesqlite.sample.timetable.Timetable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** Stores messages, and finds them. Safe for use by multiple threads. */
public final class MessageLog implements AutoCloseable {
    private final DataSource dataSource;
    private final MessageWriter writer;
    private final Clock clock;

    private MessageLog(DataSource dataSource, MessageWriter writer, Clock clock) {
        this.dataSource = dataSource;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * A log whose messages share transactions. Creates the table where it is missing.
     *
     * @param capacity how many messages may wait for their commit; others are refused
     */
    public static MessageLog batched(ConcurrencySafeSqliteDataSource dataSource, int capacity, Clock clock)
            throws SQLException {
        createTable(dataSource, Dialect.SQLITE);
        return new MessageLog(dataSource, new BatchedMessages(dataSource, capacity), clock);
    }

    /** A log with one transaction for each request. Creates the table where it is missing. */
    public static MessageLog inTransactions(DataSource dataSource, Dialect dialect, Clock clock) throws SQLException {
        createTable(dataSource, dialect);
        return new MessageLog(dataSource, new MessageTransactions(dataSource), clock);
    }

    private static void createTable(DataSource dataSource, Dialect dialect) throws SQLException {
        dialect.create(
                dataSource,
                """
                CREATE TABLE IF NOT EXISTS message_log (
                    id %s,
                    session TEXT NOT NULL,
                    role TEXT NOT NULL,
                    content TEXT NOT NULL,
                    at BIGINT NOT NULL)""".formatted(dialect.generatedKey()),
                "CREATE INDEX IF NOT EXISTS message_log_session ON message_log (session, id)",
                // The purge finds old messages by this index, on SQLite by it alone.
                "CREATE INDEX IF NOT EXISTS message_log_at ON message_log (at)");
    }

    /** Deletes old messages from time to time. */
    public void purge(Timetable timetable, Duration interval, Duration keep) throws SQLException {
        timetable.every(interval, "purge-messages", new OldRows("message_log", keep, clock));
    }

    /** Adds the messages of a request. The futures, one for each message, always complete normally. */
    public List<CompletableFuture<Outcome>> add(List<NewMessage> messages) throws SQLException {
        return writer.add(messages, clock.millis());
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
