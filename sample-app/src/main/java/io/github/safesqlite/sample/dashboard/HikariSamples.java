// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.util.List;

/** Samples of a {@link HikariDataSource}: its connections, and no more, since it knows nothing of the database. */
public final class HikariSamples implements SampleSource {
    private final HikariDataSource dataSource;
    private final Traffic traffic;
    private final Rate requests = new Rate();
    private final Rate errors = new Rate();

    /** Samples of this DataSource. */
    public HikariSamples(HikariDataSource dataSource, Traffic traffic) {
        this.dataSource = dataSource;
        this.traffic = traffic;
    }

    @Override
    public String database() {
        return dataSource.getPoolName() + " (HikariCP)";
    }

    @Override
    public Sample take() {
        HikariPoolMXBean pool = dataSource.getHikariPoolMXBean();
        long nanos = System.nanoTime();
        boolean started = pool != null;
        return new Sample(
                Point.ofConnections(
                        System.currentTimeMillis(),
                        started ? pool.getActiveConnections() : 0,
                        started ? pool.getIdleConnections() : 0,
                        started ? pool.getThreadsAwaitingConnection() : 0,
                        dataSource.getMaximumPoolSize(),
                        requests.perSecond(traffic.requests().getAsLong(), nanos),
                        errors.perSecond(traffic.errors().getAsLong(), nanos)),
                new Now(
                        "HikariCP knows its connections, but not who writes and who waits.",
                        null,
                        List.of(),
                        List.of(),
                        List.of()));
    }
}
