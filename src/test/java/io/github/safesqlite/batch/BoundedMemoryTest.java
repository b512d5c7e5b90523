// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A producer outruns a disk that does not take anything: the memory of a small process lasts. */
class BoundedMemoryTest {
    private static final int ROWS = 50_000;
    private static final int ROW_BYTES = 10_000;

    @TempDir
    Path folder;

    /** The program of the child JVM. Its heap is a tenth of what it submits. */
    static final class Producer {
        private Producer() {}

        public static void main(String[] args) throws Exception {
            var dataSource = new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(args[0]).slowWriteThresholdOff().build());
            Sql.run(dataSource, "create table t (body blob)");
            BatchWriter writer = dataSource.batchWriter(
                    BatchWriterOptions.builder().overflow(Overflow.DROP_OLDEST).build());
            try (Connection holder = dataSource.getConnection()) {
                Sql.run(holder, "begin immediate");
                for (int i = 0; i < ROWS; i++) {
                    writer.submit("insert into t values (?)", new byte[ROW_BYTES]);
                }
                if (writer.snapshot().bytes() > writer.snapshot().maxBytes()) {
                    throw new AssertionError(writer.snapshot().toString());
                }
                Sql.run(holder, "commit");
            }
            if (writer.close(Duration.ofSeconds(60)) != 0) {
                throw new AssertionError("not all was written");
            }
            long stored = Sql.ask(dataSource, "select count(*) from t");
            if (stored + writer.snapshot().dropped() != ROWS) {
                throw new AssertionError(
                        stored + " stored, " + writer.snapshot().dropped() + " dropped");
            }
            dataSource.close();
        }
    }

    @Test
    void heapOfATenthIsEnough() throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx50m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Producer.class.getName(),
                        folder.resolve("memory.db").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertTrue(child.waitFor(120, TimeUnit.SECONDS));
        assertEquals(0, child.exitValue());
    }
}
