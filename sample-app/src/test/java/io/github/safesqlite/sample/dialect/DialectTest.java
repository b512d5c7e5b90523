// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.sample.serve.ServiceDatabase;
import io.github.safesqlite.sample.serve.TestDatabase;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class DialectTest {
    private static final int INSTANCES = 4;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void severalInstancesMayCreateTheSameTablesAtOnce(TestDatabase kind) throws Exception {
        CyclicBarrier start = new CyclicBarrier(INSTANCES);
        try (ServiceDatabase database = kind.open(directory)) {
            List<CompletableFuture<Void>> instances = Stream.generate(() -> CompletableFuture.runAsync(
                            () -> create(database, start), task -> new Thread(task, "instance").start()))
                    .limit(INSTANCES)
                    .toList();
            instances.forEach(CompletableFuture::join);
        }
    }

    private static void create(ServiceDatabase database, CyclicBarrier start) {
        try {
            start.await();
            database.dialect()
                    .create(
                            database.dataSource(),
                            "CREATE TABLE IF NOT EXISTS note (id "
                                    + database.dialect().generatedKey() + ", text TEXT)",
                            "CREATE INDEX IF NOT EXISTS note_text ON note (text)");
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, 5, true", // SQLite is busy
                "none, 261, true", // the same while it recovers
                "none, 6, true", // a table is locked
                "none, 19, false", // a constraint
                "08006, 0, true", // the connection broke
                "40001, 0, true", // a serialization failure
                "40P01, 0, true", // a deadlock
                "53300, 0, true", // too many connections
                "57P01, 0, true", // the server stops
                "23505, 0, false", // a key is there already
                "42P01, 0, false" // there is no such table
            })
    void whatIsWorthASecondRequestIsTransient(String state, int code, boolean expected) {
        assertEquals(expected, Dialect.isTransient(new SQLException("a failure", state, code)));
    }

    @Test
    void aPoolWithoutAFreeConnectionIsTransient() {
        assertTrue(Dialect.isTransient(new SQLTransientConnectionException("none is free")));
    }
}
