// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.message;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.batch.Overflow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Messages of many requests share a transaction. */
final class BatchedMessages implements MessageWriter {
    private static final int BATCH = 128;

    private final BatchWriter writer;

    BatchedMessages(ConcurrencySafeSqliteDataSource dataSource, int capacity) throws SQLException {
        this.writer = dataSource.batchWriter(BatchWriterOptions.builder()
                .name("messages")
                .capacity(capacity)
                .batchSize(Math.min(BATCH, capacity))
                .linger(Duration.ZERO)
                .overflow(Overflow.FAIL)
                .build());
    }

    @Override
    public List<CompletableFuture<Outcome>> add(List<NewMessage> messages, long at) {
        return messages.stream().map(message -> add(message, at)).toList();
    }

    private CompletableFuture<Outcome> add(NewMessage message, long at) {
        return writer.submit(INSERT, message.session(), message.role(), message.content(), at)
                .handle((result, failure) -> failure == null ? Outcome.stored(result) : Outcome.failed(failure));
    }

    @Override
    public void close() {
        writer.close();
    }
}
