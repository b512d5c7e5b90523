// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * How long an update in autocommit takes while a report reads in one transaction for three seconds, once in each iteration. The
 * text of each report is new, so nothing is known of it. The longest update, {@code update:p1.00}, is the figure. The throughput counts the
 * failures only, because the updates pause.
 */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 4)
@Measurement(iterations = 2, time = 4)
public class WriteBesideReport {
    private static final long REPORT_MILLIS = 3_000;

    /** How a report spends its time. */
    public enum Kind {
        /** In one step of its only statement, within SQLite. */
        ONE_STATEMENT,
        /** Between the rows of a cursor. */
        CURSOR
    }

    /** The report that runs beside the updates. */
    @State(Scope.Benchmark)
    public static class Report {
        private static final int TRIALS = 5;
        private static final long TRIAL_STEPS = 500_000;
        private static final long ROW_MILLIS = 10;

        /** How it spends its time. */
        @Param
        public Kind kind;

        private long steps;
        private int number;
        private ExecutorService thread;
        private Future<Long> running;

        /** Finds out how many steps take three seconds. */
        @Setup(Level.Trial)
        public void measure(Database database) throws SQLException {
            steps = TRIAL_STEPS;
            long fastest = Long.MAX_VALUE;
            for (int i = 0; i < TRIALS; i++) {
                long start = System.nanoTime();
                database.inTransaction(this::oneStatement);
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            steps = TRIAL_STEPS * TimeUnit.MILLISECONDS.toNanos(REPORT_MILLIS) / fastest;
        }

        /** Starts a report. */
        @Setup(Level.Iteration)
        public void start(Database database) throws InterruptedException {
            CountDownLatch began = new CountDownLatch(1);
            thread = Executors.newSingleThreadExecutor();
            running = thread.submit(() -> database.inTransaction(connection -> {
                began.countDown();
                return kind == Kind.CURSOR ? cursor(connection) : oneStatement(connection);
            }));
            began.await();
        }

        private long oneStatement(Connection connection) throws SQLException {
            try (PreparedStatement report =
                    connection.prepareStatement("WITH RECURSIVE step(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM step"
                            + " WHERE n < ?) SELECT max(n), (SELECT count(*) FROM account) AS " + name()
                            + " FROM step")) {
                report.setLong(1, steps);
                try (ResultSet row = report.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        }

        private long cursor(Connection connection) throws SQLException {
            long rows = 0;
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REPORT_MILLIS);
            try (Statement report = connection.createStatement();
                    ResultSet row = report.executeQuery("SELECT owner AS " + name() + " FROM account")) {
                while (row.next() && System.nanoTime() < end) {
                    Pause.ofMillis(ROW_MILLIS);
                    rows++;
                }
            }
            return rows;
        }

        private String name() {
            return "report_" + ++number;
        }

        /** Waits for the report. */
        @TearDown(Level.Iteration)
        public void end() throws Exception {
            thread.shutdown();
            running.get();
        }
    }

    /** The pause before each update. Without it the write-ahead log would grow by gigabytes beside the report. */
    @State(Scope.Thread)
    public static class Rest {
        private static final long MILLIS = 2;

        /** Takes it. */
        @Setup(Level.Invocation)
        public void take() {
            Pause.ofMillis(MILLIS);
        }
    }

    /** One update beside the report. */
    @Benchmark
    @Threads(1)
    public long update(Database database, Report report, Rest rest, Failures failures, Control control)
            throws Exception {
        return failures.count(control, database::autocommitUpdate);
    }
}
