// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One tenant of a {@link TenantDataSource}. Thread-safe. */
final class TenantView implements DataSource {
    private final TenantDataSource tenants;
    private final String tenant;
    private volatile @Nullable PrintWriter logWriter;

    TenantView(TenantDataSource tenants, String tenant) {
        this.tenants = tenants;
        this.tenant = tenant;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return tenants.getConnection(tenant);
    }

    @Override
    public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
        return getConnection();
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        logWriter = out;
    }

    /** Has no effect, as for {@link ConcurrencySafeSqliteDataSource}: {@code connectionTimeout} of the template counts. */
    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this library logs through SLF4J");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this) || type.isInstance(tenants);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        if (type.isInstance(tenants)) {
            return type.cast(tenants);
        }
        throw new SQLException("a DataSource of a TenantDataSource cannot be unwrapped to " + type.getName());
    }

    @Override
    public String toString() {
        return tenants + "." + tenant;
    }
}
