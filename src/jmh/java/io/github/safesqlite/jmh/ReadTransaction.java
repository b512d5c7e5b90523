// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Control;

/**
 * Eight threads of transactions that read twice and do not say that they only read, while others write through the same
 * DataSource. How many there are and how long the longest takes are the figures.
 */
@BenchmarkMode({Mode.Throughput, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class ReadTransaction {
    private static final long HOLD_MILLIS = 50;

    /** A reader beside the long writer. */
    @Benchmark
    @Group("besideLongWriter")
    @GroupThreads(8)
    public long readBesideLong(Database database, Failures failures, Control control) throws Exception {
        return failures.count(control, () -> readTwice(database));
    }

    /** A writer that keeps its transaction open for 50 ms after its write. */
    @Benchmark
    @Group("besideLongWriter")
    @GroupThreads(1)
    public long longWrite(Database database, Failures failures, Control control) throws Exception {
        return failures.count(
                control,
                () -> database.inTransaction(connection -> {
                    Database.setBalance(connection, Database.anyAccount(), 1);
                    Pause.ofMillis(HOLD_MILLIS);
                    return 1;
                }));
    }

    /** A reader beside the busy writers. */
    @Benchmark
    @Group("besideBusyWriters")
    @GroupThreads(8)
    public long readBesideBusy(Database database, Failures failures, Control control) throws Exception {
        return failures.count(control, () -> readTwice(database));
    }

    /** Four writers of short transactions, without a pause. */
    @Benchmark
    @Group("besideBusyWriters")
    @GroupThreads(4)
    public long busyWrite(Database database, Failures failures, Control control) throws Exception {
        return failures.count(control, () -> database.readThenWrite(Database.anyAccount()));
    }

    // Not the statement that the busy writers begin with: what those do says nothing about the readers.
    private static long readTwice(Database database) throws SQLException {
        return database.inTransaction(connection ->
                (long) Database.owner(connection, Database.anyAccount()).length()
                        + Database.owner(connection, Database.anyAccount()).length());
    }
}
