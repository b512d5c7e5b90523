// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Duration;
import java.util.List;

/**
 * The tenants of a {@code TenantDataSource} at one moment. Immutable.
 *
 * @param poolName the name of the DataSource
 * @param maximumOpen how many databases are open at most
 * @param open the tenants whose database is open, by name
 * @param changing how many databases are being opened or closed
 * @param waiting how many threads wait for a tenant
 * @param opened how many databases were opened so far
 * @param closedForRoom how many were closed because another one was needed
 * @param closedIdle how many were closed because nobody used them for {@code idleTimeout}
 * @param timeouts how often a thread waited in vain
 * @param failedOpens how often a database could not be opened
 */
public record TenantsSnapshot(
        String poolName,
        int maximumOpen,
        List<OpenTenant> open,
        int changing,
        int waiting,
        long opened,
        long closedForRoom,
        long closedIdle,
        long timeouts,
        long failedOpens) {
    /** Copies {@code open}. */
    public TenantsSnapshot {
        open = List.copyOf(open);
    }

    /**
     * A tenant whose database is open.
     *
     * @param name its name
     * @param uses how many connections and leases keep it open
     * @param idle how long nobody has used it; zero while {@code uses} is not 0
     */
    public record OpenTenant(String name, int uses, Duration idle) {}

    /** How many databases are open and in use. */
    public int inUse() {
        return (int) open.stream().filter(tenant -> tenant.uses() > 0).count();
    }

    /** Such as {@code open=50, in use=12, changing=1, waiting=0, maximumOpen=50}. */
    public String describe() {
        return "open=" + open.size() + ", in use=" + inUse() + ", changing=" + changing + ", waiting=" + waiting
                + ", maximumOpen=" + maximumOpen;
    }
}
