// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.batch.BatchWriter;
import io.github.safesqlite.batch.BatchWriterOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counter.Merge;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A process that ends while rows and sums wait: with a shutdown hook that closes the DataSource, or without. */
final class ExitingWriter {
    private ExitingWriter() {}

    public static void main(String[] args) throws Exception {
        var dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(Path.of(args[0])).build());
        try (Connection connection = dataSource.getConnection();
                Statement create = connection.createStatement()) {
            create.execute("create table entry (id integer primary key)");
            create.execute("create table page (path text primary key, hits integer)");
        }
        if (Boolean.parseBoolean(args[1])) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(dataSource)));
        }
        BatchWriter writer = dataSource.batchWriter(
                BatchWriterOptions.builder().linger(Duration.ofHours(1)).build());
        Counters counters = dataSource.counters(CountersOptions.defaults().withInterval(Duration.ofHours(1)));
        Counter hits = counters.counter("page", "hits", Merge.SUM, "path");
        for (int i = 1; i <= 100; i++) {
            writer.submit("insert into entry values (?)", i);
            hits.add(1, "/");
        }
        System.exit(0);
    }

    private static void close(ConcurrencySafeSqliteDataSource dataSource) {
        try {
            dataSource.close();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
