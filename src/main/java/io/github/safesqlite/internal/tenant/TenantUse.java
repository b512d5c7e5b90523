// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.tenant;

import java.util.concurrent.atomic.AtomicBoolean;

/** One use of a tenant's database, which stays open until {@link #close}. Safe for use by multiple threads. */
public final class TenantUse<T> implements AutoCloseable {
    private final TenantTable<T> table;
    private final Tenant<T> tenant;
    private final T database;
    private final AtomicBoolean ended = new AtomicBoolean();

    TenantUse(TenantTable<T> table, Tenant<T> tenant, T database) {
        this.table = table;
        this.tenant = tenant;
        this.database = database;
    }

    /** The database. */
    public T database() {
        return database;
    }

    /** Ends the use; a second call does nothing. */
    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            table.release(tenant);
        }
    }
}
