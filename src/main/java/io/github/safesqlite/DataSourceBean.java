// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.internal.codes.SqlState;
import java.sql.SQLNonTransientConnectionException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The options as bean properties, for containers that configure a DataSource by setters (Spring, JNDI). Each setter
 * accepts the values that the option of the same name accepts in a URL. Not thread-safe before the first connection;
 * cannot be changed afterwards.
 */
abstract sealed class DataSourceBean extends DataSourceObjects permits ConcurrencySafeSqliteDataSource {
    private final Map<String, String> options = new LinkedHashMap<>();
    private @Nullable String url;

    /**
     * What the setters asked for.
     *
     * @throws SQLNonTransientConnectionException if there is no URL or an option is wrong; its cause lists all problems
     */
    SqliteConfig configured() throws SQLNonTransientConnectionException {
        if (url == null) {
            throw new SQLNonTransientConnectionException(
                    "no database is set: call setUrl(\"jdbc:safesqlite:FILE\"), or use the constructor that takes a SqliteConfig",
                    SqlState.CONNECTION_FAILURE);
        }
        try {
            SqliteConfigBuilder builder = SqliteConfig.builderFromUrl(url, new Properties());
            options.forEach(builder::option);
            return withObjects(builder).build();
        } catch (IllegalArgumentException e) {
            throw new SQLNonTransientConnectionException(e.getMessage(), SqlState.CONNECTION_FAILURE, e);
        }
    }

    private void set(String name, @Nullable Object value) {
        requireNotStarted();
        if (value == null) {
            options.remove(name);
        } else {
            options.put(name, String.valueOf(value));
        }
    }

    /** Sets the database: {@code jdbc:safesqlite:FILE?option=value&…}; {@code jdbc:sqlite:} is accepted too. */
    public void setUrl(String url) {
        requireNotStarted();
        this.url = url;
    }

    /** The same as {@link #setUrl}, under HikariCP's name for it. */
    public void setJdbcUrl(String jdbcUrl) {
        setUrl(jdbcUrl);
    }

    /** Sets an option, PRAGMA or driver parameter by its name. */
    public void setOption(String name, String value) {
        set(name, value);
    }

    /** Sets several options, PRAGMAs or driver parameters at once. */
    public void setOptions(Properties properties) {
        properties.stringPropertyNames().forEach(name -> set(name, properties.getProperty(name)));
    }

    /** The option {@code poolName}, see docs/configuration.md. */
    public void setPoolName(String value) {
        set("poolName", value);
    }

    /** The option {@code profile}, see docs/configuration.md. */
    public void setProfile(String value) {
        set("profile", value);
    }

    /** The option {@code maximumPoolSize}, see docs/configuration.md. */
    public void setMaximumPoolSize(int value) {
        set("maximumPoolSize", value);
    }

    /** The option {@code minimumIdle}, see docs/configuration.md. */
    public void setMinimumIdle(int value) {
        set("minimumIdle", value);
    }

    /** The option {@code maximumParked}, see docs/configuration.md. */
    public void setMaximumParked(int value) {
        set("maximumParked", value);
    }

    /** The option {@code idleTimeout}, see docs/configuration.md. */
    public void setIdleTimeout(String value) {
        set("idleTimeout", value);
    }

    /** The option {@code maxLifetime}, see docs/configuration.md. */
    public void setMaxLifetime(String value) {
        set("maxLifetime", value);
    }

    /** The option {@code connectionTimeout}, see docs/configuration.md. */
    public void setConnectionTimeout(String value) {
        set("connectionTimeout", value);
    }

    /** The option {@code writeTimeout}, see docs/configuration.md. */
    public void setWriteTimeout(String value) {
        set("writeTimeout", value);
    }

    /** The option {@code closeTimeout}, see docs/configuration.md. */
    public void setCloseTimeout(String value) {
        set("closeTimeout", value);
    }

    /** The option {@code beginMode}, see docs/configuration.md. */
    public void setBeginMode(String value) {
        set("beginMode", value);
    }

    /** The option {@code retryAttempts}, see docs/configuration.md. */
    public void setRetryAttempts(int value) {
        set("retryAttempts", value);
    }

    /** The option {@code retryFirstDelay}, see docs/configuration.md. */
    public void setRetryFirstDelay(String value) {
        set("retryFirstDelay", value);
    }

    /** The option {@code retryMaximumDelay}, see docs/configuration.md. */
    public void setRetryMaximumDelay(String value) {
        set("retryMaximumDelay", value);
    }

    /** The option {@code retryJitter}, see docs/configuration.md. */
    public void setRetryJitter(double value) {
        set("retryJitter", value);
    }

    /** The option {@code groupCommit}, see docs/configuration.md. */
    public void setGroupCommit(boolean value) {
        set("groupCommit", value);
    }

    /** The option {@code atomicBatches}, see docs/configuration.md. */
    public void setAtomicBatches(boolean value) {
        set("atomicBatches", value);
    }

    /** The option {@code detectNestedWrites}, see docs/configuration.md. */
    public void setDetectNestedWrites(boolean value) {
        set("detectNestedWrites", value);
    }

    /** The option {@code nestedWriteGrace}, see docs/configuration.md. */
    public void setNestedWriteGrace(String value) {
        set("nestedWriteGrace", value);
    }

    /** The option {@code returningMemory}, see docs/configuration.md. */
    public void setReturningMemory(String value) {
        set("returningMemory", value);
    }

    /** The option {@code statementCacheSize}, see docs/configuration.md. */
    public void setStatementCacheSize(int value) {
        set("statementCacheSize", value);
    }

    /** The option {@code statementCacheMemory}, see docs/configuration.md. */
    public void setStatementCacheMemory(String value) {
        set("statementCacheMemory", value);
    }

    /** The option {@code cacheMemory}, see docs/configuration.md. */
    public void setCacheMemory(String value) {
        set("cacheMemory", value);
    }

    /** The option {@code leakDetectionThreshold}, see docs/configuration.md. */
    public void setLeakDetectionThreshold(String value) {
        set("leakDetectionThreshold", value);
    }

    /** The option {@code reclaimLeaks}, see docs/configuration.md. */
    public void setReclaimLeaks(boolean value) {
        set("reclaimLeaks", value);
    }

    /** The option {@code reclaimThreshold}, see docs/configuration.md. */
    public void setReclaimThreshold(String value) {
        set("reclaimThreshold", value);
    }

    /** The option {@code registerMbeans}, see docs/configuration.md. */
    public void setRegisterMbeans(boolean value) {
        set("registerMbeans", value);
    }

    /** The option {@code slowWriteThreshold}, see docs/configuration.md. */
    public void setSlowWriteThreshold(String value) {
        set("slowWriteThreshold", value);
    }

    /** The option {@code traceStatements}, see docs/configuration.md. */
    public void setTraceStatements(boolean value) {
        set("traceStatements", value);
    }

    /** The option {@code checkpoint}, see docs/configuration.md. */
    public void setCheckpoint(boolean value) {
        set("checkpoint", value);
    }

    /** The option {@code checkpointInterval}, see docs/configuration.md. */
    public void setCheckpointInterval(String value) {
        set("checkpointInterval", value);
    }

    /** The option {@code walSoftLimit}, see docs/configuration.md. */
    public void setWalSoftLimit(String value) {
        set("walSoftLimit", value);
    }

    /** The option {@code walHardLimit}, see docs/configuration.md. */
    public void setWalHardLimit(String value) {
        set("walHardLimit", value);
    }

    /** The option {@code pinThreshold}, see docs/configuration.md. */
    public void setPinThreshold(String value) {
        set("pinThreshold", value);
    }

    /** The option {@code maxReadAge}, see docs/configuration.md. */
    public void setMaxReadAge(String value) {
        set("maxReadAge", value);
    }

    /** The option {@code optimizeInterval}, see docs/configuration.md. */
    public void setOptimizeInterval(String value) {
        set("optimizeInterval", value);
    }

    /** The option {@code vacuumInterval}, see docs/configuration.md. */
    public void setVacuumInterval(String value) {
        set("vacuumInterval", value);
    }

    /** The option {@code checkInterval}, see docs/configuration.md. */
    public void setCheckInterval(String value) {
        set("checkInterval", value);
    }

    /** The option {@code walTruncateInterval}, see docs/configuration.md. */
    public void setWalTruncateInterval(String value) {
        set("walTruncateInterval", value);
    }

    /** The option {@code backupDirectory}, see docs/configuration.md. */
    public void setBackupDirectory(String value) {
        set("backupDirectory", value);
    }

    /** The option {@code backupInterval}, see docs/configuration.md. */
    public void setBackupInterval(String value) {
        set("backupInterval", value);
    }

    /** The option {@code backupRetention}, see docs/configuration.md. */
    public void setBackupRetention(int value) {
        set("backupRetention", value);
    }

    /** The option {@code maintenanceTimeout}, see docs/configuration.md. */
    public void setMaintenanceTimeout(String value) {
        set("maintenanceTimeout", value);
    }

    /** The option {@code pragmaMismatch}, see docs/configuration.md. */
    public void setPragmaMismatch(String value) {
        set("pragmaMismatch", value);
    }

    /** The option {@code networkFilesystem}, see docs/configuration.md. */
    public void setNetworkFilesystem(String value) {
        set("networkFilesystem", value);
    }

    /** The option {@code unsafeSqlite}, see docs/configuration.md. */
    public void setUnsafeSqlite(String value) {
        set("unsafeSqlite", value);
    }

    /** The option {@code fileReplaced}, see docs/configuration.md. */
    public void setFileReplaced(String value) {
        set("fileReplaced", value);
    }

    /** The option {@code fileCheckInterval}, see docs/configuration.md. */
    public void setFileCheckInterval(String value) {
        set("fileCheckInterval", value);
    }

    /** The option {@code extensions}, see docs/configuration.md. */
    public void setExtensions(@Nullable String value) {
        set("extensions", value);
    }

    /** The option {@code customizer}, see docs/configuration.md. */
    public void setCustomizer(@Nullable String value) {
        set("customizer", value);
    }

    /** The option {@code initSql}, see docs/configuration.md. */
    public void setInitSql(@Nullable String value) {
        set("initSql", value);
    }

    /** The same as {@link #setInitSql}, under HikariCP's name for it. */
    public void setConnectionInitSql(@Nullable String value) {
        setInitSql(value);
    }
}
