// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.counter;

import static io.github.safesqlite.testing.Sql.run;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.internal.batch.BatchTransaction;
import io.github.safesqlite.internal.batch.UnitWrite;
import io.github.safesqlite.internal.counter.FlushMarker.Answer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the value of a sum tells about a flush that has changed it. */
class FlushMarkerTest {
    @TempDir
    Path folder;

    private ConcurrencySafeSqliteDataSource dataSource;
    private final FlushMarker marker = new FlushMarker("SELECT hits FROM page WHERE path = ?", CounterKey.of("/here"));

    @BeforeEach
    void open() throws SQLException {
        dataSource = new ConcurrencySafeSqliteDataSource(
                SqliteConfig.builder(folder.resolve("marker.db")).build());
        run(dataSource, "create table page (path text primary key, hits integer)");
        run(dataSource, "insert into page values ('/here', 5)");
    }

    @AfterEach
    void close() throws SQLException {
        dataSource.close();
    }

    private Answer answer() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return marker.ask(connection);
        }
    }

    private void flush(String update) {
        UnitWrite<Object> write = new UnitWrite<>(connection -> {
            run(connection, update);
            return null;
        });
        new BatchTransaction("test", dataSource::getConnection).write(List.of(marker.first(), write, marker.last()));
        assertNull(marker.last().failure());
    }

    @Test
    void valueBeforeAndAfterTell() throws SQLException {
        flush("update page set hits = hits + 2");
        assertEquals(Answer.COMMITTED, answer());
        run(dataSource, "update page set hits = 5");
        assertEquals(Answer.NOT_COMMITTED, answer());
        run(dataSource, "update page set hits = 6");
        assertEquals(Answer.UNKNOWN, answer(), "others have changed it");
    }

    @Test
    void valueThatDidNotChangeTellsNothing() throws SQLException {
        flush("update page set hits = hits");
        assertEquals(Answer.UNKNOWN, answer());
    }

    @Test
    void markerThatWasNotReadTellsNothing() throws SQLException {
        assertEquals(Answer.UNKNOWN, answer());
    }

    @Test
    void rowThatTheFlushInsertsTells() throws SQLException {
        run(dataSource, "delete from page");
        flush("insert into page values ('/here', 1)");
        assertEquals(Answer.COMMITTED, answer());
        run(dataSource, "delete from page");
        assertEquals(Answer.NOT_COMMITTED, answer());
    }
}
