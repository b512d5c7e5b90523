// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * Transactions that all begin with the same statement, after which one of five writes. Each thread has an account of its own, so
 * that no transaction conflicts with another in truth: every failure is one that the peer could have avoided.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class ReadAndSometimesWrite {
    private static final int ONE_OF = 5;

    /** The account of one thread. */
    @State(Scope.Thread)
    public static class OwnAccount {
        private int id;

        /** Chooses it. */
        @Setup
        public void choose(ThreadParams thread) {
            id = thread.getThreadIndex() + 1;
        }
    }

    /** Eight users. */
    @Benchmark
    @Threads(8)
    public long eightThreads(Database database, OwnAccount account, Failures failures, Control control)
            throws Exception {
        return failures.count(control, () -> readAndSometimesWrite(database, account.id));
    }

    /** Fifty users. */
    @Benchmark
    @Threads(50)
    public long fiftyThreads(Database database, OwnAccount account, Failures failures, Control control)
            throws Exception {
        return failures.count(control, () -> readAndSometimesWrite(database, account.id));
    }

    private static long readAndSometimesWrite(Database database, int account) throws SQLException {
        return database.inTransaction(connection -> {
            long balance = Database.balance(connection, account);
            if (ThreadLocalRandom.current().nextInt(ONE_OF) == 0) {
                Database.setBalance(connection, account, balance + 1);
            }
            return balance;
        });
    }
}
