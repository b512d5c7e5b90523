// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import static io.github.safesqlite.testing.Sql.ask;
import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.Function;

/** Old rows are deleted in chunks that hold the write gate for a given time. */
class RetentionTest {
    private static final long NANOS_PER_ROW = Duration.ofMillis(2).toNanos();

    @TempDir
    Path folder;

    private final List<Integer> chunks = new ArrayList<>();
    private ConcurrencySafeSqliteDataSource dataSource;
    private int deleted;

    /** Deleting a row calls this. */
    private final class Slow extends Function {
        @Override
        protected void xFunc() throws SQLException {
            long end = System.nanoTime() + value_long(0);
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            deleted++;
            result(0);
        }
    }

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(SqliteConfig.builder(folder.resolve("log.db"))
                .slowWriteThresholdOff()
                .connectionCustomizer(connection -> Function.create(connection, "slow", new Slow()))
                .build());
        run(dataSource, "create table log (at integer primary key)");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private void fill(int rows, long nanosPerRow) throws SQLException {
        run(
                dataSource,
                "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + rows
                        + ") insert into log select i from n");
        run(dataSource, "create trigger each before delete on log begin select slow(" + nanosPerRow + "); end");
    }

    private void purge(Retention retention) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            retention.run(watched(connection));
        }
    }

    /** Notes how many rows each commit has deleted. */
    private Connection watched(Connection connection) {
        return watched(Connection.class, connection);
    }

    private <T> T watched(Class<T> type, T object) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(object, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                    if (method.getName().equals("execute") && "COMMIT".equals(arguments[0])) {
                        chunks.add(deleted);
                        deleted = 0;
                    }
                    return result instanceof Statement statement
                                    && method.getName().equals("createStatement")
                            ? watched(Statement.class, statement)
                            : result;
                }));
    }

    @Test
    void chunkOfSlowRowsTakesNoLongerThanHoldAtMost() throws Exception {
        fill(60, NANOS_PER_ROW);
        purge(Retention.deleteFrom("log").where("at <= ?", () -> 50).holdAtMost(Duration.ofMillis(16)));
        assertEquals(10, ask(dataSource, "select count(*) from log"));
        assertEquals(1, chunks.get(0), "nothing is known of the speed yet");
        for (int rows : chunks) {
            assertTrue(rows * NANOS_PER_ROW <= Duration.ofMillis(16).toNanos(), () -> "chunks of " + chunks);
        }
    }

    @Test
    void chunksGrowAsLongAsTheyAreQuick() throws Exception {
        fill(2000, 0);
        purge(Retention.deleteFrom("log").where("at > ?", () -> 0).holdAtMost(Duration.ofMinutes(1)));
        assertEquals(0, ask(dataSource, "select count(*) from log"));
        assertEquals(List.of(1, 2, 4, 8), chunks.subList(0, 4));
        assertTrue(chunks.size() <= 12, () -> "chunks of " + chunks);
    }

    @Test
    void theLimitIsAskedForOnceARun() throws Exception {
        fill(500, 0);
        List<Integer> asked = new ArrayList<>();
        purge(Retention.deleteFrom("log").where("at <= ?", () -> {
            asked.add(asked.size());
            return 400;
        }));
        assertEquals(List.of(0), asked);
        assertTrue(chunks.size() > 1);
        assertEquals(100, ask(dataSource, "select count(*) from log"));
    }

    @Test
    void timeThatIsNoneIsRefused() {
        Retention retention = Retention.deleteFrom("log").where("at < ?", () -> 1);
        assertThrows(IllegalArgumentException.class, () -> retention.holdAtMost(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> retention.holdAtMost(Duration.ofMillis(-1)));
    }
}
