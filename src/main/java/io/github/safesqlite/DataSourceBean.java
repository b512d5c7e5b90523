// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.ConnectionCustomizer;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.config.TransactionNames;
import io.github.safesqlite.event.SqliteListener;
import java.time.Duration;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.Collation;
import org.sqlite.Function;

/**
 * The options as bean properties, for containers that configure a DataSource by setters (Spring, JNDI). Each setter
 * accepts the values that the option of the same name accepts in a URL. Not thread-safe before the first connection;
 * cannot be changed afterwards.
 */
abstract class DataSourceBean extends HikariBean {
    /** Sets an option, PRAGMA or driver parameter by its name. */
    public void setOption(String name, String value) {
        settings.set(name, value);
    }

    /** Sets several options, PRAGMAs or driver parameters at once. */
    public void setOptions(Properties properties) {
        properties.stringPropertyNames().forEach(name -> settings.set(name, properties.getProperty(name)));
    }

    /** The option {@code profile}, see docs/configuration.md. */
    public void setProfile(String value) {
        settings.set("profile", value);
    }

    /** The option {@code maximumParked}, see docs/configuration.md. */
    public void setMaximumParked(int value) {
        settings.set("maximumParked", value);
    }

    /** The option {@code writeTimeout}, see docs/configuration.md. */
    public void setWriteTimeout(@Nullable String value) {
        settings.set("writeTimeout", value);
    }

    /** The option {@code writeTimeout}. */
    public void setWriteTimeout(Duration value) {
        settings.set("writeTimeout", value);
    }

    /** The option {@code writeTimeout} in milliseconds. */
    public void setWriteTimeout(long millis) {
        settings.set("writeTimeout", millis);
    }

    /** The option {@code writeTimeout} as it was set, or null. */
    public @Nullable String getWriteTimeout() {
        return settings.get("writeTimeout");
    }

    /** The option {@code closeTimeout}, see docs/configuration.md. */
    public void setCloseTimeout(String value) {
        settings.set("closeTimeout", value);
    }

    /** The option {@code beginMode}, see docs/configuration.md. */
    public void setBeginMode(String value) {
        settings.set("beginMode", value);
    }

    /** The option {@code adaptiveTrustAfter}, see docs/configuration.md. */
    public void setAdaptiveTrustAfter(int value) {
        settings.set("adaptiveTrustAfter", value);
    }

    /** The option {@code adaptiveTrustAgainAfter}, see docs/configuration.md. */
    public void setAdaptiveTrustAgainAfter(int value) {
        settings.set("adaptiveTrustAgainAfter", value);
    }

    /** The option {@code adaptiveKeys}, see docs/configuration.md. */
    public void setAdaptiveKeys(int value) {
        settings.set("adaptiveKeys", value);
    }

    /** The option {@code giveWayAfter}, see docs/configuration.md. */
    public void setGiveWayAfter(String value) {
        settings.set("giveWayAfter", value);
    }

    /** The option {@code firstRunTimeout}, see docs/configuration.md. */
    public void setFirstRunTimeout(String value) {
        settings.set("firstRunTimeout", value);
    }

    /** The option {@code recheckReads}, see docs/configuration.md. */
    public void setRecheckReads(int value) {
        settings.set("recheckReads", value);
    }

    /** The option {@code recheckRows}, see docs/configuration.md. */
    public void setRecheckRows(int value) {
        settings.set("recheckRows", value);
    }

    /** The option {@code recheckTimeout}, see docs/configuration.md. */
    public void setRecheckTimeout(String value) {
        settings.set("recheckTimeout", value);
    }

    /** The option {@code retryAttempts}, see docs/configuration.md. */
    public void setRetryAttempts(int value) {
        settings.set("retryAttempts", value);
    }

    /** The option {@code retryFirstDelay}, see docs/configuration.md. */
    public void setRetryFirstDelay(String value) {
        settings.set("retryFirstDelay", value);
    }

    /** The option {@code retryMaximumDelay}, see docs/configuration.md. */
    public void setRetryMaximumDelay(String value) {
        settings.set("retryMaximumDelay", value);
    }

    /** The option {@code retryJitter}, see docs/configuration.md. */
    public void setRetryJitter(double value) {
        settings.set("retryJitter", value);
    }

    /** The option {@code groupCommit}, see docs/configuration.md. */
    public void setGroupCommit(boolean value) {
        settings.set("groupCommit", value);
    }

    /** The option {@code sharedSync}, see docs/configuration.md. */
    public void setSharedSync(boolean value) {
        settings.set("sharedSync", value);
    }

    /** The option {@code processGate}, see docs/configuration.md. */
    public void setProcessGate(boolean value) {
        settings.set("processGate", value);
    }

    /** The option {@code rejectHopelessWaits}, see docs/configuration.md. */
    public void setRejectHopelessWaits(boolean value) {
        settings.set("rejectHopelessWaits", value);
    }

    /** The option {@code untrusted}, see docs/security.md. */
    public void setUntrusted(boolean value) {
        settings.set("untrusted", value);
    }

    /** The option {@code atomicBatches}, see docs/configuration.md. */
    public void setAtomicBatches(boolean value) {
        settings.set("atomicBatches", value);
    }

    /** The option {@code detectNestedWrites}, see docs/configuration.md. */
    public void setDetectNestedWrites(boolean value) {
        settings.set("detectNestedWrites", value);
    }

    /** The option {@code nestedWriteGrace}, see docs/configuration.md. */
    public void setNestedWriteGrace(String value) {
        settings.set("nestedWriteGrace", value);
    }

    /** The option {@code returningMemory}, see docs/configuration.md. */
    public void setReturningMemory(String value) {
        settings.set("returningMemory", value);
    }

    /** The option {@code statementCacheSize}, see docs/configuration.md. */
    public void setStatementCacheSize(int value) {
        settings.set("statementCacheSize", value);
    }

    /** The option {@code statementCacheMemory}, see docs/configuration.md. */
    public void setStatementCacheMemory(String value) {
        settings.set("statementCacheMemory", value);
    }

    /** The option {@code cacheMemory}, see docs/configuration.md. */
    public void setCacheMemory(String value) {
        settings.set("cacheMemory", value);
    }

    /** The option {@code reclaimLeaks}, see docs/configuration.md. */
    public void setReclaimLeaks(boolean value) {
        settings.set("reclaimLeaks", value);
    }

    /** The option {@code leakStacks}, see docs/configuration.md. */
    public void setLeakStacks(String value) {
        settings.set("leakStacks", value);
    }

    /** The option {@code reclaimThreshold}, see docs/configuration.md. */
    public void setReclaimThreshold(String value) {
        settings.set("reclaimThreshold", value);
    }

    /** The option {@code slowWriteThreshold}, see docs/configuration.md. */
    public void setSlowWriteThreshold(String value) {
        settings.set("slowWriteThreshold", value);
    }

    /** The option {@code selfCheckInterval}, see docs/configuration.md. */
    public void setSelfCheckInterval(String value) {
        settings.set("selfCheckInterval", value);
    }

    /** The option {@code traceStatements}, see docs/configuration.md. */
    public void setTraceStatements(boolean value) {
        settings.set("traceStatements", value);
    }

    /** The option {@code collectStatements}, see docs/configuration.md. */
    public void setCollectStatements(boolean value) {
        settings.set("collectStatements", value);
    }

    /** The option {@code checkpoint}, see docs/configuration.md. */
    public void setCheckpoint(boolean value) {
        settings.set("checkpoint", value);
    }

    /** The option {@code checkpointInterval}, see docs/configuration.md. */
    public void setCheckpointInterval(String value) {
        settings.set("checkpointInterval", value);
    }

    /** The option {@code walSoftLimit}, see docs/configuration.md. */
    public void setWalSoftLimit(String value) {
        settings.set("walSoftLimit", value);
    }

    /** The option {@code walHardLimit}, see docs/configuration.md. */
    public void setWalHardLimit(String value) {
        settings.set("walHardLimit", value);
    }

    /** The option {@code pinThreshold}, see docs/configuration.md. */
    public void setPinThreshold(String value) {
        settings.set("pinThreshold", value);
    }

    /** The option {@code maxReadAge}, see docs/configuration.md. */
    public void setMaxReadAge(String value) {
        settings.set("maxReadAge", value);
    }

    /** The option {@code optimizeInterval}, see docs/configuration.md. */
    public void setOptimizeInterval(String value) {
        settings.set("optimizeInterval", value);
    }

    /** The option {@code vacuumInterval}, see docs/configuration.md. */
    public void setVacuumInterval(String value) {
        settings.set("vacuumInterval", value);
    }

    /** The option {@code checkInterval}, see docs/configuration.md. */
    public void setCheckInterval(String value) {
        settings.set("checkInterval", value);
    }

    /** The option {@code walTruncateInterval}, see docs/configuration.md. */
    public void setWalTruncateInterval(String value) {
        settings.set("walTruncateInterval", value);
    }

    /** The option {@code backupDirectory}, see docs/configuration.md. */
    public void setBackupDirectory(String value) {
        settings.set("backupDirectory", value);
    }

    /** The option {@code backupInterval}, see docs/configuration.md. */
    public void setBackupInterval(String value) {
        settings.set("backupInterval", value);
    }

    /** The option {@code backupRetention}, see docs/configuration.md. */
    public void setBackupRetention(int value) {
        settings.set("backupRetention", value);
    }

    /** The option {@code maintenanceTimeout}, see docs/configuration.md. */
    public void setMaintenanceTimeout(String value) {
        settings.set("maintenanceTimeout", value);
    }

    /** The option {@code pragmaMismatch}, see docs/configuration.md. */
    public void setPragmaMismatch(String value) {
        settings.set("pragmaMismatch", value);
    }

    /** The option {@code networkFilesystem}, see docs/configuration.md. */
    public void setNetworkFilesystem(String value) {
        settings.set("networkFilesystem", value);
    }

    /** The option {@code unsafeSqlite}, see docs/configuration.md. */
    public void setUnsafeSqlite(String value) {
        settings.set("unsafeSqlite", value);
    }

    /** The option {@code fileReplaced}, see docs/configuration.md. */
    public void setFileReplaced(String value) {
        settings.set("fileReplaced", value);
    }

    /** The option {@code fileCheckInterval}, see docs/configuration.md. */
    public void setFileCheckInterval(String value) {
        settings.set("fileCheckInterval", value);
    }

    /** The option {@code extensions}, see docs/configuration.md. */
    public void setExtensions(@Nullable String value) {
        settings.set("extensions", value);
    }

    /** The option {@code customizer}, see docs/configuration.md. */
    public void setCustomizer(@Nullable String value) {
        settings.set("customizer", value);
    }

    /** The option {@code initSql}, see docs/configuration.md. */
    public void setInitSql(@Nullable String value) {
        settings.set("initSql", value);
    }

    /** Sets the object that prepares each physical connection; null for none. */
    public void setConnectionCustomizer(@Nullable ConnectionCustomizer customizer) {
        settings.setObject("connectionCustomizer", builder -> builder.connectionCustomizer(customizer));
    }

    /** Sets what names transactions for {@code beginMode=ADAPTIVE}; null for the names of Spring's transactions. */
    public void setTransactionNames(@Nullable TransactionNames names) {
        settings.setObject("transactionNames", builder -> builder.transactionNames(names));
    }

    /** Adds a listener after those added before. */
    public void addListener(SqliteListener listener) {
        settings.addObject("listener", builder -> builder.listener(listener));
    }

    /** Adds a SQL function or aggregate with any number of arguments, see {@link SqliteConfigBuilder#function}. */
    public void addFunction(String name, Supplier<? extends Function> functions) {
        settings.addObject("function", builder -> builder.function(name, functions));
    }

    /** Adds a SQL function or aggregate, see {@link SqliteConfigBuilder#function}. */
    public void addFunction(String name, Supplier<? extends Function> functions, int arguments, int flags) {
        settings.addObject("function", builder -> builder.function(name, functions, arguments, flags));
    }

    /** Adds a collation, see {@link SqliteConfigBuilder#collation}. */
    public void addCollation(String name, Supplier<? extends Collation> collations) {
        settings.addObject("collation", builder -> builder.collation(name, collations));
    }

    /** Has no effect: {@code getConnection()} does not wait, and the option {@code connectionTimeout} limits later waits. */
    public void setLoginTimeout(int seconds) {
        // Nothing to limit.
    }

    /** Returns 0: there is no such timeout. */
    public int getLoginTimeout() {
        return 0;
    }
}
