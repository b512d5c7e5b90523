// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The bean properties that HikariCP has too, with the same names and meaning; see docs/coming-from-hikaricp.md. One that has no
 * effect here is accepted, and a warning says why.
 *
 * <p>A time has three setters: text as in a URL, a {@link Duration}, and HikariCP's milliseconds. Its getter gives text, because
 * containers take the setter whose type the getter has.
 */
abstract class HikariBean {
    final BeanSettings settings = new BeanSettings();

    /** Sets the database: {@code jdbc:safesqlite:FILE?option=value&…}; {@code jdbc:sqlite:} is accepted too. */
    public void setUrl(@Nullable String url) {
        settings.setUrl(url);
    }

    /** Returns the URL of the database, or null if none is set or the connections are those of another DataSource. */
    public @Nullable String getUrl() {
        return settings.url();
    }

    /** The same as {@link #setUrl}. */
    public void setJdbcUrl(@Nullable String jdbcUrl) {
        setUrl(jdbcUrl);
    }

    /** The same as {@link #getUrl}. */
    public @Nullable String getJdbcUrl() {
        return getUrl();
    }

    /** The option {@code poolName}, see docs/configuration.md. */
    public void setPoolName(String value) {
        settings.set("poolName", value);
    }

    /** The option {@code maximumPoolSize}, see docs/configuration.md. */
    public void setMaximumPoolSize(int value) {
        settings.set("maximumPoolSize", value);
    }

    /** The option {@code minimumIdle}, see docs/configuration.md. */
    public void setMinimumIdle(int value) {
        settings.set("minimumIdle", value);
    }

    /** The option {@code registerMbeans}, see docs/configuration.md. */
    public void setRegisterMbeans(boolean value) {
        settings.set("registerMbeans", value);
    }

    /** The option {@code connectionTimeout}, see docs/configuration.md. */
    public void setConnectionTimeout(@Nullable String value) {
        settings.set("connectionTimeout", value);
    }

    /** The option {@code connectionTimeout}. */
    public void setConnectionTimeout(Duration value) {
        settings.set("connectionTimeout", value);
    }

    /** The option {@code connectionTimeout} in milliseconds; 0 for no limit, as in HikariCP. */
    public void setConnectionTimeout(long millis) {
        settings.set("connectionTimeout", millis == 0 ? Integer.MAX_VALUE : millis);
    }

    /** The option {@code connectionTimeout} as it was set, or null. */
    public @Nullable String getConnectionTimeout() {
        return settings.get("connectionTimeout");
    }

    /** The option {@code idleTimeout}, see docs/configuration.md. */
    public void setIdleTimeout(@Nullable String value) {
        settings.set("idleTimeout", value);
    }

    /** The option {@code idleTimeout}. */
    public void setIdleTimeout(Duration value) {
        settings.set("idleTimeout", value);
    }

    /** The option {@code idleTimeout} in milliseconds; 0 for off, as in HikariCP. */
    public void setIdleTimeout(long millis) {
        settings.set("idleTimeout", millisOrOff(millis));
    }

    /** The option {@code idleTimeout} as it was set, or null. */
    public @Nullable String getIdleTimeout() {
        return settings.get("idleTimeout");
    }

    /** The option {@code maxLifetime}, see docs/configuration.md. */
    public void setMaxLifetime(@Nullable String value) {
        settings.set("maxLifetime", value);
    }

    /** The option {@code maxLifetime}. */
    public void setMaxLifetime(Duration value) {
        settings.set("maxLifetime", value);
    }

    /** The option {@code maxLifetime} in milliseconds; 0 for off, as in HikariCP. */
    public void setMaxLifetime(long millis) {
        settings.set("maxLifetime", millisOrOff(millis));
    }

    /** The option {@code maxLifetime} as it was set, or null. */
    public @Nullable String getMaxLifetime() {
        return settings.get("maxLifetime");
    }

    /** The option {@code leakDetectionThreshold}, see docs/configuration.md. */
    public void setLeakDetectionThreshold(@Nullable String value) {
        settings.set("leakDetectionThreshold", value);
    }

    /** The option {@code leakDetectionThreshold}. */
    public void setLeakDetectionThreshold(Duration value) {
        settings.set("leakDetectionThreshold", value);
    }

    /** The option {@code leakDetectionThreshold} in milliseconds; 0 for off, as in HikariCP. */
    public void setLeakDetectionThreshold(long millis) {
        settings.set("leakDetectionThreshold", millisOrOff(millis));
    }

    /** The option {@code leakDetectionThreshold} as it was set, or null. */
    public @Nullable String getLeakDetectionThreshold() {
        return settings.get("leakDetectionThreshold");
    }

    private static Object millisOrOff(long millis) {
        return millis == 0 ? "off" : millis;
    }

    /** The option {@code initSql}. */
    public void setConnectionInitSql(@Nullable String sql) {
        settings.set("initSql", sql);
    }

    /** Sets whether new connections are in auto-commit mode. Default true. */
    public void setAutoCommit(boolean value) {
        settings.change(defaults -> defaults.withAutoCommit(value));
    }

    /** Sets whether new connections are read-only. Default false. */
    public void setReadOnly(boolean value) {
        settings.change(defaults -> defaults.withReadOnly(value));
    }

    /** Sets the isolation of new connections by its name in {@link java.sql.Connection}; null for the default of the driver. */
    public void setTransactionIsolation(@Nullable String level) {
        settings.change(defaults -> defaults.withIsolation(level));
    }

    /** Has no effect: SQLite has no users. */
    public void setUsername(@Nullable String username) {
        settings.setDriverProperty("user", username);
    }

    /** Sets the password for the driver. One that encrypts uses it as the key; plain sqlite-jdbc does nothing with it. */
    public void setPassword(@Nullable String password) {
        settings.setDriverProperty("password", password);
    }

    /** Adds a PRAGMA, a parameter of sqlite-jdbc, or an option of this library. */
    public void addDataSourceProperty(String name, @Nullable Object value) {
        settings.setDriverProperty(name, value);
    }

    /** Adds several of them at once. */
    public void setDataSourceProperties(Properties properties) {
        properties.forEach((name, value) -> settings.setDriverProperty(String.valueOf(name), value));
    }

    /** Sets a DataSource to take connections from instead of a URL, as {@link ConcurrencySafeSqliteDataSource#wrap} does. */
    public void setDataSource(@Nullable DataSource existing) {
        settings.setExisting(existing);
    }

    /** Sets the {@code MetricRegistry} of Dropwizard or {@code MeterRegistry} of Micrometer to register metrics in. */
    public void setMetricRegistry(@Nullable Object registry) {
        settings.setObject("metricRegistry", builder -> builder.metricRegistry(registry));
    }

    /** Sets the Dropwizard {@code HealthCheckRegistry} to register health checks in. */
    public void setHealthCheckRegistry(@Nullable Object registry) {
        settings.setObject("healthCheckRegistry", builder -> builder.healthCheckRegistry(registry));
    }

    /** Has no effect: the pool can always be suspended. */
    public void setAllowPoolSuspension(boolean value) {
        // Nothing to allow.
    }

    /** Has no effect, and a warning says so unless it is a driver of SQLite. */
    public void setDriverClassName(@Nullable String name) {
        boolean ofSqlite = "org.sqlite.JDBC".equals(name)
                || SafeSqliteDriver.class.getName().equals(name);
        settings.set("driverClassName", ofSqlite ? null : name);
    }

    /** Has no effect, and a warning says why. */
    public void setConnectionTestQuery(@Nullable String sql) {
        settings.set("connectionTestQuery", sql);
    }

    /** Has no effect, and a warning says why. */
    public void setKeepaliveTime(long millis) {
        settings.set("keepaliveTime", millis);
    }

    /** Has no effect, and a warning says why. */
    public void setValidationTimeout(long millis) {
        settings.set("validationTimeout", millis);
    }

    /** Has no effect, and a warning says why. */
    public void setInitializationFailTimeout(long millis) {
        settings.set("initializationFailTimeout", millis);
    }

    /** Has no effect, and a warning says why. */
    public void setIsolateInternalQueries(boolean value) {
        settings.set("isolateInternalQueries", value ? true : null);
    }

    /** Has no effect, and a warning says why. */
    public void setCatalog(@Nullable String name) {
        settings.set("catalog", name);
    }

    /** Has no effect, and a warning says why. */
    public void setSchema(@Nullable String name) {
        settings.set("schema", name);
    }

    /** Has no effect, and a warning says why. */
    public void setExceptionOverrideClassName(@Nullable String name) {
        settings.set("exceptionOverrideClassName", name);
    }

    /** Has no effect, and a warning says why. */
    public void setDataSourceClassName(@Nullable String name) {
        settings.set("dataSourceClassName", name);
    }

    /** Has no effect, and a warning says why. */
    public void setDataSourceJNDI(@Nullable String name) {
        settings.set("dataSourceJNDI", name);
    }

    /** Has no effect, and a warning says why. */
    public void setThreadFactory(@Nullable ThreadFactory factory) {
        settings.set("threadFactory", factory);
    }

    /** Has no effect, and a warning says why. */
    public void setScheduledExecutor(@Nullable ScheduledExecutorService executor) {
        settings.set("scheduledExecutor", executor);
    }

    /** Has no effect, and a warning says why. */
    public void setMetricsTrackerFactory(@Nullable Object factory) {
        settings.set("metricsTrackerFactory", factory);
    }

    /** Has no effect, and a warning says why. */
    public void setHealthCheckProperties(@Nullable Properties properties) {
        settings.set("healthCheckProperties", properties);
    }

    /** Has no effect, and a warning says why. */
    public void addHealthCheckProperty(String name, @Nullable String value) {
        settings.set("healthCheckProperties", name);
    }
}
