// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.fault;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.InlineListener;
import io.github.safesqlite.invariant.InvariantExtension;
import io.github.safesqlite.testing.Actor;
import io.github.safesqlite.testing.Waiting;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.sqlite.Function;

/**
 * Lets call number N of code that is not the library's throw an Error, also OutOfMemoryError and
 * StackOverflowError, N = 1, 2, … until all calls pass: the logger, a
 * listener, the metric registry, the customizer, a function in SQL. Whatever the caller was told, nobody is kept waiting after,
 * and no thread is left.
 */
@Timeout(300)
class FailNthCallbackTest {
    private static final int MOST_CALLS = 100_000;

    @TempDir
    Path directory;

    private final List<Throwable> told = new CopyOnWriteArrayList<>();

    /** Whose code it is. */
    private enum Callback {
        LOGGER,
        LISTENER,
        METRIC_REGISTRY,
        CUSTOMIZER,
        FUNCTION
    }

    /** What a callback throws. */
    private static final class Injected extends Error {
        private static final long serialVersionUID = 1;

        Injected() {
            super("injected");
        }
    }

    /** Counts the calls of one callback and lets one fail. */
    private static final class Countdown {
        private final AtomicInteger calls = new AtomicInteger();
        private volatile int failing;

        void failCall(int n) {
            calls.set(0);
            failing = n;
        }

        boolean hasFailed() {
            return failing > 0 && calls.get() >= failing;
        }

        void called() {
            if (failing > 0 && calls.incrementAndGet() == failing) {
                throw injected(failing);
            }
        }

        private static Error injected(int call) {
            return switch (call % 3) {
                case 0 -> new OutOfMemoryError("injected");
                case 1 -> new StackOverflowError("injected");
                default -> new Injected();
            };
        }
    }

    /** Stands before every message of the library, also those that are switched off. */
    private static final class FailingLog extends TurboFilter implements AutoCloseable {
        private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        private final Countdown countdown;

        FailingLog(Countdown countdown) {
            this.countdown = countdown;
            start();
            context.addTurboFilter(this);
        }

        @Override
        public FilterReply decide(
                Marker marker, Logger logger, Level level, String format, Object[] params, Throwable thrown) {
            if (!logger.getName().startsWith("io.github.safesqlite")) {
                return FilterReply.NEUTRAL;
            }
            countdown.called();
            return FilterReply.ACCEPT;
        }

        @Override
        public void close() {
            context.getTurboFilterList().remove(this);
        }
    }

    private static final class FailingRegistry extends MetricRegistry {
        private final Countdown countdown;

        FailingRegistry(Countdown countdown) {
            this.countdown = countdown;
        }

        @Override
        public <T extends Metric> T register(String name, T metric) {
            countdown.called();
            return super.register(name, metric);
        }

        @Override
        public boolean remove(String name) {
            countdown.called();
            return super.remove(name);
        }
    }

    private static final class Identity extends Function {
        private final Countdown countdown;

        Identity(Countdown countdown) {
            this.countdown = countdown;
        }

        @Override
        protected void xFunc() throws SQLException {
            countdown.called();
            result(value_int(0));
        }
    }

    private static Countdown of(Callback one, Callback other, Countdown countdown) {
        return one == other ? countdown : new Countdown();
    }

    private SqliteConfig config(Callback callback, Countdown countdown) {
        Countdown functions = of(callback, Callback.FUNCTION, countdown);
        Countdown customizer = of(callback, Callback.CUSTOMIZER, countdown);
        Countdown listener = of(callback, Callback.LISTENER, countdown);
        return SqliteConfig.builder(directory.resolve("app.db"))
                .poolName("app")
                .minimumIdle(1)
                .writeTimeout(Duration.ofMillis(200))
                .closeTimeout(Duration.ofMillis(1))
                .leakDetectionThreshold(Duration.ofMillis(1))
                .slowWriteThreshold(Duration.ofMillis(1))
                .metricRegistry(new FailingRegistry(of(callback, Callback.METRIC_REGISTRY, countdown)))
                .listener((InlineListener) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {InlineListener.class},
                        (self, method, arguments) -> {
                            listener.called();
                            return method.getReturnType() == boolean.class ? false : null;
                        }))
                .connectionCustomizer(connection -> {
                    Function.create(connection, "same", new Identity(functions));
                    customizer.called();
                })
                .build();
    }

    private static Set<String> ownThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> name.startsWith("safesqlite") || name.startsWith("app"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @EnumSource(Callback.class)
    void eachCallFailsOnce(Callback callback) throws Exception {
        Countdown countdown = new Countdown();
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        assertNothingIsLeft("before", before);
        try (FailingLog log = new FailingLog(of(callback, Callback.LOGGER, countdown));
                Actor other = new Actor("other")) {
            int rounds = 0;
            boolean failed = true;
            for (int n = 1; failed; n += 1 + n / 5) {
                assertTrue(n < MOST_CALLS, "the scenario never passes without a failure");
                told.clear();
                countdown.failCall(n);
                lifeOfADataSource(config(callback, countdown), other);
                failed = countdown.hasFailed();
                countdown.failCall(0);
                assertNothingIsLeft(callback + " in call " + n, before);
                rounds++;
            }
            assertEquals(List.of(), told, "without a failure");
            assertTrue(rounds >= 3, "only " + rounds + " calls were seen");
        }
    }

    private void assertNothingIsLeft(String when, Set<Thread> before) throws SQLException {
        Path file = directory.resolve("app.db");
        await(when).untilAsserted(() -> {
            assertTrue(InvariantExtension.isGateFree(file), "the write gate is held");
            assertEquals(Set.of(), ownThreads(before));
        });
        try (ConcurrencySafeSqliteDataSource next = new ConcurrencySafeSqliteDataSource(
                        SqliteConfig.builder(file).poolName("next").build());
                Connection connection = next.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE IF NOT EXISTS t(a)");
            statement.executeUpdate("DELETE FROM t");
        }
    }

    /** What the scenario does. */
    private interface Work {
        void run() throws Exception;
    }

    /** What the caller is told differs; here it matters what is left. */
    private void quietly(Work work) throws Exception {
        try {
            work.run();
        } catch (SQLException | Injected | VirtualMachineError failure) {
            told.add(failure);
        }
    }

    private void lifeOfADataSource(SqliteConfig config, Actor other) throws Exception {
        quietly(() -> {
            ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(config);
            try {
                quietly(() -> writes(source));
                quietly(() -> transaction(source));
                quietly(() -> gateTimeout(source, other));
                quietly(source::checkpoint);
                quietly(() -> {
                    Connection leftOpen = source.getConnection();
                    leftOpen.setAutoCommit(false);
                    leftOpen.createStatement().executeUpdate("INSERT INTO t VALUES (same(5))");
                });
            } finally {
                quietly(source::close);
            }
        });
    }

    private static void writes(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (same(?))")) {
            for (int row = 0; row < 3; row++) {
                insert.setInt(1, row);
                insert.addBatch();
            }
            insert.executeBatch();
            try (ResultSet rows =
                    statement.executeQuery("INSERT INTO t VALUES (same(4)), (same(5)) RETURNING same(a)")) {
                while (rows.next()) {
                    assertTrue(rows.getInt(1) > 3);
                }
            }
        }
    }

    private static void transaction(ConcurrencySafeSqliteDataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            try (ResultSet rows = statement.executeQuery("SELECT same(a) FROM t")) {
                while (rows.next()) {
                    assertTrue(rows.getInt(1) >= 0);
                }
            }
            statement.executeUpdate("UPDATE t SET a = same(a) + 1");
            connection.commit();
        }
    }

    /** One holds the gate, for so long that it is reported as slow and as a leak; the other waits in vain. */
    private void gateTimeout(ConcurrencySafeSqliteDataSource source, Actor other) throws Exception {
        try (Connection holder = source.getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t VALUES (same(7))");
            other.does(
                    "wait for the gate in vain",
                    () -> quietly(() -> {
                        try (Connection waiter = source.getConnection();
                                Statement late = waiter.createStatement()) {
                            assertThrows(
                                    SQLException.class, () -> late.executeUpdate("INSERT INTO t VALUES (same(8))"));
                        }
                    }));
            holder.rollback();
        }
        Waiting.until(() -> source.statistics().active() == 0);
    }
}
