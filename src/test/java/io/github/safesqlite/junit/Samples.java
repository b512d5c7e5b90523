// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.testing.Waiting;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that leak. They are run by {@link LeakExtensionTest} only: surefire finds no nested classes of this name. */
final class Samples {
    static ConcurrencySafeSqliteDataSource dataSource;
    static String url;
    /** Else the garbage collector may have the library take one back before it is looked for. */
    private static final List<Connection> LEAKED = new CopyOnWriteArrayList<>();

    private static final List<Connection> DRIVER_CONNECTIONS = new ArrayList<>();
    private static final LeakExtension QUICK = new LeakExtension().withGrace(java.time.Duration.ofMillis(50));

    private Samples() {}

    static void write(DataSource target, String sql) throws SQLException {
        try (Connection connection = target.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static Connection leak() throws SQLException {
        Connection connection = dataSource.getConnection();
        LEAKED.add(connection);
        return connection;
    }

    static void closeDriverConnections() throws SQLException {
        for (Connection connection : DRIVER_CONNECTIONS) {
            connection.close();
        }
        DRIVER_CONNECTIONS.clear();
    }

    static class Collected {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK;

        @Test
        void leaksWhatIsCollected() throws SQLException {
            open();
            Waiting.until(() -> {
                System.gc();
                return dataSource.snapshot().counts().leaksReclaimed() == 1;
            });
        }

        // The frame that knows the connection is gone when it is to be collected.
        private static void open() throws SQLException {
            dataSource.getConnection();
        }
    }

    static class Leaky {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK;

        private Connection closedLater;

        @BeforeEach
        void openInBeforeEach() throws SQLException {
            closedLater = dataSource.getConnection();
        }

        @AfterEach
        void closeInAfterEach() throws SQLException {
            closedLater.close();
        }

        @Test
        void leaksConnection() throws SQLException {
            leak();
        }

        @Test
        void leaksConnectionInAnotherThread() throws Exception {
            Thread thread = new Thread(Leaky::openElsewhere);
            thread.start();
            thread.join();
        }

        private static void openElsewhere() {
            try {
                leak();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Test
        void leaksGate() throws SQLException {
            Connection connection = leak();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO t DEFAULT VALUES");
            }
        }

        @Test
        void leaksStatement() throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.prepareStatement("SELECT * FROM t");
            }
        }

        @Test
        void leaksResultSet() throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.createStatement().executeQuery("SELECT * FROM t");
            }
        }

        @Test
        void leaksTransaction() throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                write(connection);
            }
        }

        private static void write(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO t DEFAULT VALUES");
            }
        }

        @Test
        void leaksNothing() throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                write(connection);
                connection.commit();
            }
        }

        @Test
        void readsInATransactionThatItDoesNotEnd() throws SQLException {
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    statement.executeQuery("SELECT * FROM t").close();
                }
            }
        }
    }

    @ExtendWith(LeakExtension.class)
    static class Parallel {
        private static final CyclicBarrier ALL_HAVE_OPENED = new CyclicBarrier(4);

        private static void meet() throws BrokenBarrierException, TimeoutException, InterruptedException {
            ALL_HAVE_OPENED.await(60, TimeUnit.SECONDS);
        }

        @Test
        void leaksFirst() throws Exception {
            leak();
            meet();
        }

        @Test
        void leaksSecond() throws Exception {
            leak();
            meet();
        }

        @Test
        void closesFirst() throws Exception {
            try (Connection connection = dataSource.getConnection()) {
                meet();
            }
        }

        @Test
        void closesSecond() throws Exception {
            try (Connection connection = dataSource.getConnection()) {
                meet();
            }
        }
    }

    static class OlderThread {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK;

        private static final CyclicBarrier BOTH_RUN = new CyclicBarrier(2);

        static ExecutorService older;

        @Test
        void opensThere() throws Exception {
            BOTH_RUN.await(60, TimeUnit.SECONDS);
            older.submit(Samples::leak).get();
            BOTH_RUN.await(60, TimeUnit.SECONDS);
        }

        @Test
        void runsMeanwhile() throws Exception {
            BOTH_RUN.await(60, TimeUnit.SECONDS);
            BOTH_RUN.await(60, TimeUnit.SECONDS);
        }
    }

    static class LeakyClass {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK;

        private static Connection shared;

        @BeforeAll
        static void openForAll() throws SQLException {
            shared = dataSource.getConnection();
        }

        @Test
        void usesIt() throws SQLException {
            shared.isValid(1);
        }
    }

    static class Allowed {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK;

        @Test
        @AllowLeaks("the connection is handed to a test framework that closes it at shutdown")
        void withReason() throws SQLException {
            leak();
        }

        @Test
        @AllowLeaks(" ")
        void withoutReason() {}
    }

    static class Plain {
        @Test
        void leaks() throws SQLException {
            leak();
        }
    }

    static class Driver {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK;

        @Test
        void notLookedAt() throws SQLException {
            DRIVER_CONNECTIONS.add(DriverManager.getConnection(url));
        }
    }

    static class DriverToo {
        @RegisterExtension
        static final LeakExtension LEAKS = QUICK.withDriverConnections();

        @Test
        void leaks() throws SQLException {
            DRIVER_CONNECTIONS.add(DriverManager.getConnection(url));
        }
    }
}
