// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.sqlobject.SqlObjectPlugin;
import org.jdbi.v3.sqlobject.customizer.Bind;
import org.jdbi.v3.sqlobject.statement.GetGeneratedKeys;
import org.jdbi.v3.sqlobject.statement.SqlBatch;
import org.jdbi.v3.sqlobject.statement.SqlQuery;
import org.jdbi.v3.sqlobject.statement.SqlUpdate;
import org.jdbi.v3.sqlobject.transaction.Transaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JdbiTest {
    @TempDir
    Path folder;

    /** A SqlObject. */
    public interface Tasks {
        /** Inserts one. */
        @SqlUpdate("INSERT INTO task (name) VALUES (:name)")
        @GetGeneratedKeys
        long insert(@Bind("name") String name);

        /** Inserts many in one batch. */
        @SqlBatch("INSERT INTO task (name) VALUES (:name)")
        void insertAll(@Bind("name") List<String> names);

        /** Counts them. */
        @SqlQuery("SELECT count(*) FROM task")
        int count();

        /** Inserts two, or none. */
        @Transaction
        default void insertTwo(String first, String second) {
            insert(first);
            insert(second);
        }
    }

    private static DatabaseFile tasks(Path folder) throws Exception {
        DatabaseFile file = DatabaseFile.in(folder);
        file.run("CREATE TABLE task (id INTEGER PRIMARY KEY, name TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0)");
        return file;
    }

    private static Jdbi jdbi(DatabaseFile file, String way) {
        if (way.equals("URL")) {
            Jdbi jdbi = Jdbi.create("jdbc:safesqlite:" + file.path());
            jdbi.installPlugin(new SqlObjectPlugin());
            return jdbi;
        }
        Jdbi jdbi = Jdbi.create(file.dataSource());
        jdbi.installPlugin(new SqlObjectPlugin());
        return jdbi;
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void generatedKeys(String way) throws Exception {
        try (var file = tasks(folder)) {
            Jdbi jdbi = jdbi(file, way);
            Set<Long> ids = ConcurrentHashMap.newKeySet();
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    long id = jdbi.withHandle(handle -> handle.createUpdate("INSERT INTO task (name) VALUES (?)")
                            .bind(0, "by key")
                            .executeAndReturnGeneratedKeys()
                            .mapTo(Long.class)
                            .one());
                    assertTrue(ids.add(id));
                }
            });
            assertEquals(100, file.number("SELECT count(*) FROM task"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void transactionsInParallel(String way) throws Exception {
        try (var file = tasks(folder)) {
            Jdbi jdbi = jdbi(file, way);
            file.run("INSERT INTO task (id, name) VALUES (1, 'counter')");
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    jdbi.useTransaction(handle -> {
                        int done = handle.createQuery("SELECT done FROM task WHERE id = 1")
                                .mapTo(Integer.class)
                                .one();
                        handle.execute("UPDATE task SET done = ? WHERE id = 1", done + 1);
                    });
                }
            });
            assertEquals(100, file.number("SELECT done FROM task WHERE id = 1"));
        }
    }

    @Test
    void aHandleInsideOfAnother() throws Exception {
        try (var file = tasks(folder)) {
            Jdbi jdbi = jdbi(file, "DataSource");
            jdbi.useHandle(outer -> {
                outer.execute("INSERT INTO task (name) VALUES ('a'), ('b'), ('c')");
                try (Stream<Long> ids = outer.createQuery("SELECT id FROM task").mapTo(Long.class).stream()) {
                    ids.forEach(
                            id -> jdbi.useHandle(inner -> inner.execute("UPDATE task SET done = 1 WHERE id = ?", id)));
                }
            });
            jdbi.useTransaction(outer -> {
                assertEquals(
                        3,
                        outer.createQuery("SELECT sum(done) FROM task")
                                .mapTo(Integer.class)
                                .one());
                int inside = jdbi.withHandle(inner -> inner.createQuery("SELECT count(*) FROM task")
                        .mapTo(Integer.class)
                        .one());
                assertEquals(3, inside);
                outer.execute("INSERT INTO task (name) VALUES ('d')");
            });
            assertEquals(4, file.number("SELECT count(*) FROM task"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void sqlObjects(String way) throws Exception {
        try (var file = tasks(folder)) {
            Tasks tasks = jdbi(file, way).onDemand(Tasks.class);
            Workers.run(4, worker -> {
                assertTrue(tasks.insert("one") > 0);
                tasks.insertTwo("two", "three");
                tasks.insertAll(
                        IntStream.range(0, 50).mapToObj(i -> "batch " + i).toList());
                assertThrows(RuntimeException.class, () -> tasks.insertTwo("undone", null));
            });
            assertEquals(4 * 53, tasks.count());
            assertEquals(0, file.number("SELECT count(*) FROM task WHERE name = 'undone'"));
        }
    }

    @Test
    void savepointsAndBatches() throws Exception {
        try (var file = tasks(folder);
                Handle handle = jdbi(file, "DataSource").open()) {
            handle.begin();
            handle.execute("INSERT INTO task (name) VALUES ('kept')");
            handle.savepoint("before");
            handle.execute("INSERT INTO task (name) VALUES ('undone')");
            handle.rollbackToSavepoint("before");
            handle.commit();
            int[] counts = handle.prepareBatch("INSERT INTO task (name) VALUES (:name)")
                    .bind("name", "x")
                    .add()
                    .bind("name", "y")
                    .add()
                    .execute();
            assertEquals(2, counts.length);
            assertEquals(
                    3,
                    handle.createQuery("SELECT count(*) FROM task")
                            .mapTo(Integer.class)
                            .one());
            handle.close();
        }
    }
}
