// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.j256.ormlite.dao.CloseableIterator;
import com.j256.ormlite.dao.Dao;
import com.j256.ormlite.dao.DaoManager;
import com.j256.ormlite.field.DatabaseField;
import com.j256.ormlite.jdbc.DataSourceConnectionSource;
import com.j256.ormlite.jdbc.JdbcPooledConnectionSource;
import com.j256.ormlite.jdbc.db.SqliteDatabaseType;
import com.j256.ormlite.misc.TransactionManager;
import com.j256.ormlite.support.ConnectionSource;
import com.j256.ormlite.table.DatabaseTable;
import com.j256.ormlite.table.TableUtils;
import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.Workers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrmLiteTest {
    @TempDir
    Path folder;

    /** A row. */
    @DatabaseTable(tableName = "note")
    public static final class Note {
        @DatabaseField(generatedId = true)
        private long id;

        @DatabaseField(canBeNull = false)
        private String text;

        @DatabaseField
        private int edits;

        /** For ORMLite. */
        public Note() {}

        Note(String text) {
            this.text = text;
        }
    }

    private static ConnectionSource byDataSource(DatabaseFile file) throws SQLException {
        ConnectionSource connections = new DataSourceConnectionSource(file.dataSource(), new SqliteDatabaseType());
        return connections;
    }

    private static ConnectionSource byUrl(DatabaseFile file) throws SQLException {
        ConnectionSource connections =
                new JdbcPooledConnectionSource("jdbc:safesqlite:" + file.path(), new SqliteDatabaseType());
        return connections;
    }

    private static ConnectionSource connections(DatabaseFile file, String way) throws SQLException {
        return way.equals("URL") ? byUrl(file) : byDataSource(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void createsInParallel(String way) throws Exception {
        try (var file = DatabaseFile.in(folder);
                ConnectionSource connections = connections(file, way)) {
            TableUtils.createTableIfNotExists(connections, Note.class);
            Dao<Note, Long> notes = DaoManager.createDao(connections, Note.class);
            Set<Long> ids = ConcurrentHashMap.newKeySet();
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    Note note = new Note("note " + worker);
                    assertEquals(1, notes.create(note));
                    assertTrue(ids.add(note.id));
                    note.edits = i;
                    notes.update(note);
                }
            });
            assertEquals(100, notes.countOf());
            assertEquals(4 * 300, file.number("SELECT sum(edits) FROM note"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void transactionsInParallel(String way) throws Exception {
        try (var file = DatabaseFile.in(folder);
                ConnectionSource connections = connections(file, way)) {
            TableUtils.createTable(connections, Note.class);
            Dao<Note, Long> notes = DaoManager.createDao(connections, Note.class);
            Note counter = new Note("counter");
            notes.create(counter);
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    TransactionManager.callInTransaction(connections, () -> {
                        Note read = notes.queryForId(counter.id);
                        read.edits++;
                        return notes.update(read);
                    });
                }
                assertThrows(
                        SQLException.class,
                        () -> TransactionManager.callInTransaction(connections, () -> {
                            notes.create(new Note("undone"));
                            throw new IllegalStateException("undo");
                        }));
            });
            assertEquals(100, notes.queryForId(counter.id).edits);
            assertEquals(1, notes.countOf());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void writesInsideOfAnIterator(String way) throws Exception {
        try (var file = DatabaseFile.in(folder);
                ConnectionSource connections = connections(file, way)) {
            TableUtils.createTable(connections, Note.class);
            Dao<Note, Long> notes = DaoManager.createDao(connections, Note.class);
            notes.callBatchTasks(() -> {
                for (int i = 0; i < 100; i++) {
                    notes.create(new Note("note"));
                }
                return null;
            });
            try (CloseableIterator<Note> iterator = notes.iterator()) {
                while (iterator.hasNext()) {
                    Note note = iterator.next();
                    note.edits = 1;
                    notes.update(note);
                }
            }
            assertEquals(100, file.number("SELECT sum(edits) FROM note"));
        }
    }
}
