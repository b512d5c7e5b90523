// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.clients.testing.DatabaseFile;
import io.github.safesqlite.clients.testing.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Insert;
import org.apache.ibatis.annotations.Options;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.annotations.Update;
import org.apache.ibatis.cursor.Cursor;
import org.apache.ibatis.datasource.pooled.PooledDataSource;
import org.apache.ibatis.executor.BatchResult;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.ExecutorType;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MyBatisTest {
    @TempDir
    Path folder;

    /** A row. */
    public static final class Book {
        private long id;
        private String title;

        Book(String title) {
            this.title = title;
        }

        /** For MyBatis. */
        public Book() {}
    }

    /** A mapper. */
    public interface Books {
        /** Inserts one and sets its id. */
        @Insert("INSERT INTO book (title) VALUES (#{title})")
        @Options(useGeneratedKeys = true, keyProperty = "id")
        int insert(Book book);

        /** All of them. */
        @Select("SELECT id, title FROM book ORDER BY id")
        List<Book> all();

        /** All of them, one by one. */
        @Select("SELECT id, title FROM book ORDER BY id")
        Cursor<Book> oneByOne();

        /** How often it was read. */
        @Select("SELECT reads FROM book WHERE id = #{id}")
        int reads(long id);

        /** Sets how often it was read. */
        @Update("UPDATE book SET reads = #{reads} WHERE id = #{id}")
        int read(@Param("id") long id, @Param("reads") int reads);
    }

    private static DatabaseFile books(Path folder) throws Exception {
        DatabaseFile file = DatabaseFile.in(folder);
        file.run("CREATE TABLE book (id INTEGER PRIMARY KEY, title TEXT NOT NULL, reads INTEGER NOT NULL DEFAULT 0)");
        return file;
    }

    private static SqlSessionFactory sessions(DataSource dataSource) {
        var configuration = new Configuration(new Environment("main", new JdbcTransactionFactory(), dataSource));
        configuration.addMapper(Books.class);
        return new SqlSessionFactoryBuilder().build(configuration);
    }

    private static DataSource byUrl(DatabaseFile file) {
        var dataSource =
                new PooledDataSource("io.github.safesqlite.SafeSqliteDriver", "jdbc:safesqlite:" + file.path(), null);
        return dataSource;
    }

    private static DataSource dataSource(DatabaseFile file, String way) {
        return way.equals("URL") ? byUrl(file) : file.dataSource();
    }

    private static void close(DataSource dataSource) {
        if (dataSource instanceof PooledDataSource pool) {
            pool.forceCloseAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void sessionsInParallel(String way) throws Exception {
        try (var file = books(folder)) {
            DataSource dataSource = dataSource(file, way);
            SqlSessionFactory sessions = sessions(dataSource);
            Set<Long> ids = ConcurrentHashMap.newKeySet();
            file.run("INSERT INTO book (id, title) VALUES (1000000, 'counted')");
            Workers.run(4, worker -> {
                for (int i = 0; i < 25; i++) {
                    try (SqlSession session = sessions.openSession()) {
                        Books books = session.getMapper(Books.class);
                        Book book = new Book("title " + i);
                        books.insert(book);
                        assertTrue(ids.add(book.id));
                        books.read(1000000, books.reads(1000000) + 1);
                        session.commit();
                    }
                    try (SqlSession session = sessions.openSession()) {
                        session.getMapper(Books.class).insert(new Book("undone"));
                        session.rollback();
                    }
                }
            });
            assertEquals(100, file.number("SELECT reads FROM book WHERE id = 1000000"));
            assertEquals(0, file.number("SELECT count(*) FROM book WHERE title = 'undone'"));
            assertEquals(100, ids.size());
            close(dataSource);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DataSource", "URL"})
    void batchesGiveTheirKeys(String way) throws Exception {
        try (var file = books(folder)) {
            DataSource dataSource = dataSource(file, way);
            SqlSessionFactory sessions = sessions(dataSource);
            Set<Long> ids = ConcurrentHashMap.newKeySet();
            Workers.run(3, worker -> {
                try (SqlSession session = sessions.openSession(ExecutorType.BATCH)) {
                    Books books = session.getMapper(Books.class);
                    List<Book> inserted = Stream.generate(() -> new Book("batch " + worker))
                            .limit(100)
                            .toList();
                    inserted.forEach(books::insert);
                    List<BatchResult> results = session.flushStatements();
                    assertEquals(100, results.get(0).getUpdateCounts().length);
                    inserted.forEach(book -> assertTrue(ids.add(book.id)));
                    session.commit();
                }
            });
            assertEquals(300, file.number("SELECT count(*) FROM book"));
            close(dataSource);
        }
    }

    @Test
    void cursorsBesideWrites() throws Exception {
        try (var file = books(folder)) {
            SqlSessionFactory sessions = sessions(file.dataSource());
            try (SqlSession session = sessions.openSession(true)) {
                for (int i = 0; i < 100; i++) {
                    session.getMapper(Books.class).insert(new Book("title"));
                }
            }
            try (SqlSession reading = sessions.openSession(true);
                    SqlSession writing = sessions.openSession(true);
                    Cursor<Book> cursor = reading.getMapper(Books.class).oneByOne()) {
                for (Book book : cursor) {
                    assertEquals(1, writing.getMapper(Books.class).read(book.id, 1));
                }
            }
            assertEquals(100, file.number("SELECT sum(reads) FROM book"));
        }
    }
}
