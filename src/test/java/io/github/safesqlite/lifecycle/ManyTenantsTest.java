// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.TenantDataSource;
import io.github.safesqlite.TenantOptions;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Workers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A thousand files need no more threads and file handles than the fifty that are open. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class ManyTenantsTest {
    private static final int TENANTS = 1000;
    private static final int OPEN = 50;
    private static final int THREADS = 8;

    /** The timer, the watch, 16 for housekeeping and 4 for maintenance: see docs/operations.md. */
    private static final int MOST_SHARED_THREADS = 22;

    private static final ThreadMXBean JVM_THREADS = ManagementFactory.getThreadMXBean();

    @TempDir
    Path directory;

    private long handles() throws Exception {
        return OpenFiles.in(directory).size();
    }

    private static void add(TenantDataSource tenants, int number) throws SQLException {
        try (Connection connection = tenants.getConnection("tenant-" + number)) {
            Sql.run(connection, "CREATE TABLE IF NOT EXISTS t(a)");
            Sql.run(connection, "INSERT INTO t VALUES (" + number + ")");
        }
    }

    @Test
    void handlesAndThreadsDoNotGrowWithTheNumberOfFiles() throws Exception {
        int threadsBefore = JVM_THREADS.getThreadCount();
        var template = SqliteConfig.builder("tenants")
                .maximumPoolSize(2)
                .minimumIdle(0)
                .registerMbeans(false)
                .slowWriteThresholdOff()
                .pragma("synchronous", "OFF")
                .build();
        AtomicInteger mostHandles = new AtomicInteger();
        try (var tenants =
                new TenantDataSource(TenantOptions.inDirectory(directory).withMaximumOpen(OPEN), template)) {
            AtomicInteger next = new AtomicInteger();
            JVM_THREADS.resetPeakThreadCount();
            Workers.run(THREADS, worker -> {
                for (int number = next.getAndIncrement(); number < TENANTS; number = next.getAndIncrement()) {
                    add(tenants, number);
                    if (number % 100 == 0) {
                        mostHandles.accumulateAndGet((int) handles(), Math::max);
                    }
                }
            });
            var after = tenants.snapshot();
            assertEquals(OPEN, after.open().size());
            assertEquals(TENANTS, after.opened());
            assertEquals(TENANTS - OPEN, after.closedForRoom());
            int threads = JVM_THREADS.getPeakThreadCount() - threadsBefore - THREADS;
            assertTrue(threads <= MOST_SHARED_THREADS, () -> threads + " more threads");
            // The database, its log and, shared by all connections of the process, the index of the log.
            int handlesPerTenant = 2 * 2 + 1;
            assertTrue(mostHandles.get() > OPEN, () -> mostHandles + " handles");
            assertTrue(mostHandles.get() <= OPEN * handlesPerTenant, () -> mostHandles + " handles");
            try (Connection connection = tenants.getConnection("tenant-0")) {
                assertEquals(0, Sql.ask(connection, "SELECT sum(a) FROM t"));
            }
        }
        assertEquals(0, handles());
    }
}
