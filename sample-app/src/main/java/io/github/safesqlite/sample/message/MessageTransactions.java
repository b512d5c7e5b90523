// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** The messages of each request have a transaction of their own. */
final class MessageTransactions implements MessageWriter {
    private final DataSource dataSource;

    MessageTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public List<CompletableFuture<Outcome>> add(List<NewMessage> messages, long at) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                List<Outcome> outcomes = insert(connection, messages, at);
                connection.commit();
                return outcomes.stream().map(CompletableFuture::completedFuture).toList();
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            }
        }
    }

    private static List<Outcome> insert(Connection connection, List<NewMessage> messages, long at) throws SQLException {
        List<Outcome> outcomes = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT, Statement.RETURN_GENERATED_KEYS)) {
            for (NewMessage message : messages) {
                insert.setString(1, message.session());
                insert.setString(2, message.role());
                insert.setString(3, message.content());
                insert.setLong(4, at);
                insert.executeUpdate();
                try (ResultSet key = insert.getGeneratedKeys()) {
                    key.next();
                    outcomes.add(Outcome.stored(key.getLong(1)));
                }
            }
        }
        return outcomes;
    }

    @Override
    public void close() {}
}
