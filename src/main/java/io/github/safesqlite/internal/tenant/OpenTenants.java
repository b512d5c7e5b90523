// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.internal.log.Log;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.snapshot.TenantsSnapshot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;

/**
 * The tenants whose databases are open. One that is needed takes the room of the one that nobody has used for longest; one in use
 * keeps its room. Safe for use by multiple threads.
 */
public final class OpenTenants<T> {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final String poolName;
    private final TenantLimits limits;
    private final TenantFiles<T> files;
    private final Ticker ticker;
    private final TenantTable<T> table;

    /** None is open yet. */
    public OpenTenants(String poolName, TenantLimits limits, TenantFiles<T> files, Ticker ticker) {
        this.poolName = poolName;
        this.limits = limits;
        this.files = files;
        this.ticker = ticker;
        this.table = new TenantTable<>(poolName, limits, ticker);
    }

    /** Something that is done while the database of a tenant is closed. */
    @FunctionalInterface
    public interface WhileClosed<X extends Exception> {
        /** Does it. */
        void run() throws X;
    }

    /**
     * Opens the database of a tenant if it is not open, and keeps it open until the use is closed.
     *
     * @throws io.github.safesqlite.error.ConnectionTimeoutException if there was no room for it within {@code connectionTimeout}
     */
    public TenantUse<T> use(String name) throws SQLException {
        Admission<T> admission = table.admit(name);
        T database = admission.database();
        return new TenantUse<>(table, admission.tenant(), database == null ? open(admission) : database);
    }

    private T open(Admission<T> admission) throws SQLException {
        Tenant<T> tenant = admission.tenant();
        T database = null;
        boolean late;
        try {
            if (admission.replaced() != null) {
                closeUnused(admission.replaced());
            }
            database = files.open(tenant.name);
        } finally {
            late = table.opened(tenant, database);
        }
        if (late) {
            close(tenant, closeDeadline());
            throw SessionClosedException.poolClosed(poolName);
        }
        return database;
    }

    /**
     * Closes those that nobody has used for {@code idleTimeout}.
     *
     * @return when to do it again
     */
    public Duration closeIdle(Duration idleTimeout) {
        table.claimIdle(idleTimeout).forEach(this::closeUnused);
        return table.untilIdle(idleTimeout);
    }

    /**
     * Closes the database of a tenant, also if it is in use, and runs {@code action} before anybody can open it again.
     *
     * @throws X if the action does
     */
    public <X extends Exception> void evict(String name, WhileClosed<X> action) throws SQLException, X {
        Tenant<T> tenant = table.claim(name);
        try {
            T database = tenant.database;
            if (database != null) {
                files.close(database, closeDeadline());
            }
            action.run();
        } finally {
            table.closed(tenant);
        }
    }

    /** Refuses new uses and closes all databases; those in use after {@code closeTimeout} too. A second call does nothing. */
    public void close() throws SQLException {
        Deadline deadline = closeDeadline();
        SQLException failure = null;
        for (Tenant<T> tenant : table.claimAll()) {
            try {
                close(tenant, deadline);
            } catch (SQLException one) {
                if (failure == null) {
                    failure = one;
                } else {
                    failure.addSuppressed(one);
                }
            }
        }
        table.awaitEmpty(deadline);
        if (failure != null) {
            throw failure;
        }
    }

    /** The tenants now. */
    public TenantsSnapshot snapshot() {
        return table.snapshot();
    }

    private Deadline closeDeadline() {
        return Deadline.after(ticker, limits.closeTimeout(), "closeTimeout");
    }

    /** Closes a database that nobody uses. That this fails is no reason to refuse another one. */
    private void closeUnused(Tenant<T> tenant) {
        try {
            close(tenant, closeDeadline());
        } catch (SQLException | RuntimeException failure) {
            log.atWarn()
                    .addKeyValue("pool", poolName)
                    .addKeyValue("tenant", tenant.name)
                    .setCause(failure)
                    .log("{}: closing the idle database of tenant {} failed.", poolName, tenant.name);
        }
    }

    private void close(Tenant<T> tenant, Deadline deadline) throws SQLException {
        try {
            files.close(Objects.requireNonNull(tenant.database), deadline);
        } finally {
            table.closed(tenant);
        }
    }
}
