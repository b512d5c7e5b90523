// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.internal.codes.SqlState;
import io.github.safesqlite.internal.pool.SingleConnectionSource;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC driver for {@code jdbc:safesqlite:FILE?option=value&…}: each {@code connect} opens one unpooled connection,
 * so that any pool can pool it; the write gate is shared with all users of the file in this JVM. Safe for use by
 * multiple threads.
 */
public final class SafeSqliteDriver implements Driver {
    static {
        register();
    }

    private static void register() {
        try {
            // A container that undeploys an application takes its drivers out before it looks for threads that are
            // left.
            DriverManager.registerDriver(new SafeSqliteDriver(), Closing::endThreads);
        } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public boolean acceptsURL(@Nullable String url) {
        return url != null && SqliteConfig.isUrl(url);
    }

    /**
     * Returns a connection, or null if the URL is for another driver.
     *
     * @throws SQLNonTransientConnectionException if an option is wrong; its cause lists all problems
     * @throws io.github.safesqlite.error.OpenFailedException if the database cannot be opened
     */
    @Override
    public @Nullable Connection connect(String url, @Nullable Properties properties) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        SqliteConfig config;
        try {
            config = SqliteConfig.fromUrl(url, properties == null ? new Properties() : properties);
        } catch (SqliteConfigException e) {
            throw new SQLNonTransientConnectionException(e.getMessage(), SqlState.CONNECTION_FAILURE, e);
        }
        return Engine.start(config, DataSourceSnapshot.Kind.DRIVER, SingleConnectionSource::open)
                .connectAlone();
    }

    /** Returns the options of this library; those of sqlite-jdbc and PRAGMAs are accepted too. */
    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties properties) {
        return SqliteConfig.descriptions().entrySet().stream()
                .map(option -> {
                    DriverPropertyInfo info = new DriverPropertyInfo(
                            option.getKey(), properties == null ? null : properties.getProperty(option.getKey()));
                    info.description = option.getValue();
                    return info;
                })
                .toArray(DriverPropertyInfo[]::new);
    }

    @Override
    public int getMajorVersion() {
        return 0;
    }

    @Override
    public int getMinorVersion() {
        return 1;
    }

    /** Returns false: SQLite does not support the full SQL-92 entry level. */
    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("this library logs through SLF4J");
    }
}
