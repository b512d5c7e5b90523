// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.sql.Connection;

/** A DataSource in which nothing happens. */
class IdleDataSource implements Monitored {
    @Override
    public PoolView view() {
        return new PoolView(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public DataSourceSnapshot snapshot() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String advice() {
        return "nothing to do";
    }

    @Override
    public String sqliteRisk() {
        return null;
    }

    @Override
    public Connection connect() {
        throw new UnsupportedOperationException();
    }
}
