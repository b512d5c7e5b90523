// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Puts messages into the table. Safe for use by multiple threads. */
interface MessageWriter extends AutoCloseable {
    String INSERT = "INSERT INTO message_log (session, role, content, at) VALUES (?, ?, ?, ?)";

    /** Stores the messages of one request; the futures are in their order and always complete normally. */
    List<CompletableFuture<Outcome>> add(List<NewMessage> messages, long at) throws SQLException;

    /** Stores what waits. */
    @Override
    void close();
}
