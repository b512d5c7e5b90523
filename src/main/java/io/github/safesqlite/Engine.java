// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.event.CheckpointReport;
import io.github.safesqlite.internal.backup.Backup;
import io.github.safesqlite.internal.backup.Restore;
import io.github.safesqlite.internal.batch.BatchWriters;
import io.github.safesqlite.internal.binding.Beginnings;
import io.github.safesqlite.internal.binding.SessionContext;
import io.github.safesqlite.internal.change.ChangeFeed;
import io.github.safesqlite.internal.diagnosis.Diagnosis;
import io.github.safesqlite.internal.diagnosis.SelfCheck;
import io.github.safesqlite.internal.diagnosis.SnapshotTaker;
import io.github.safesqlite.internal.driver.InstalledDriver;
import io.github.safesqlite.internal.driver.SqliteRisk;
import io.github.safesqlite.internal.file.ProcessGate;
import io.github.safesqlite.internal.file.Stay;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.leak.LeakOptions;
import io.github.safesqlite.internal.leak.LeakTracker;
import io.github.safesqlite.internal.leak.Watch;
import io.github.safesqlite.internal.learning.LearnedTogether;
import io.github.safesqlite.internal.listeners.Listeners;
import io.github.safesqlite.internal.maintenance.MaintenanceStay;
import io.github.safesqlite.internal.maintenance.MaintenanceUser;
import io.github.safesqlite.internal.management.Controls;
import io.github.safesqlite.internal.management.ManagedDataSource;
import io.github.safesqlite.internal.management.OpenDataSource;
import io.github.safesqlite.internal.management.OpenDataSources;
import io.github.safesqlite.internal.metrics.Monitored;
import io.github.safesqlite.internal.metrics.Monitoring;
import io.github.safesqlite.internal.opening.ResourceFile;
import io.github.safesqlite.internal.pool.ConnectionSource;
import io.github.safesqlite.internal.pool.Deadlines;
import io.github.safesqlite.internal.pool.JournalMode;
import io.github.safesqlite.internal.proxy.Proxies;
import io.github.safesqlite.internal.recording.RecordedDataSource;
import io.github.safesqlite.internal.retry.BusyRetry;
import io.github.safesqlite.internal.retry.RetryLimits;
import io.github.safesqlite.internal.retry.SqliteErrors;
import io.github.safesqlite.internal.session.Session;
import io.github.safesqlite.internal.sql.CollectedStatements;
import io.github.safesqlite.internal.sql.SqlClassifier;
import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.internal.time.Ticker;
import io.github.safesqlite.internal.wal.WalStay;
import io.github.safesqlite.internal.wal.WalUser;
import io.github.safesqlite.snapshot.DataSourceSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.StatementCosts;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parts of one DataSource, put together. Thread-safe. */
final class Engine implements AutoCloseable, Controls, Monitored, OpenDataSource {
    private static final int REMEMBERED_TEXTS = 4096;

    private final SqliteConfig config;
    private final DataSourceSnapshot.Kind kind;
    private final ConnectionSource source;
    private final LeakTracker leaks;
    private final @Nullable CollectedStatements collected;
    private final Stay<LearnedTogether.User, LearnedTogether> learned;
    private final SessionContext context;
    private final Runnable leaveProcessGate;
    private final WalStay wal;
    private final MaintenanceStay maintenance;
    private final BatchWriters writers;
    private final ChangeFeed changes;
    private final SnapshotTaker snapshots;
    private final Diagnosis diagnosis;
    private final SelfCheck selfCheck;
    private final RecordedDataSource recorded;
    private @Nullable Monitoring monitoring;
    private @Nullable ManagedDataSource bean;

    /** How a source of connections is opened. */
    @FunctionalInterface
    interface Opening {
        ConnectionSource open(SqliteConfig config, Ticker ticker, Listeners listeners) throws SQLException;
    }

    private Engine(
            SqliteConfig config,
            Ticker ticker,
            Listeners listeners,
            ConnectionSource source,
            DataSourceSnapshot.Kind kind,
            boolean readsBesideWrites) {
        this.config = config;
        this.kind = kind;
        this.source = source;
        this.leaks = new LeakTracker(
                config.poolName(),
                new LeakOptions(
                        config.leakDetectionThreshold(),
                        config.slowWriteThreshold(),
                        config.reclaimLeaks() ? Optional.of(config.reclaimThreshold()) : Optional.empty(),
                        config.leakStacks()),
                source.gate(),
                ticker,
                listeners,
                Watch.shared());
        this.collected = config.collectStatements() ? new CollectedStatements() : null;
        this.learned = LearnedTogether.join(source.sharedFile(), config);
        this.context = SessionContext.of(
                config,
                source,
                new BusyRetry(RetryLimits.of(config), ticker, listeners),
                new SqlClassifier(REMEMBERED_TEXTS, collected),
                new Beginnings(REMEMBERED_TEXTS),
                learned.part().of(learned.user(), config, ticker),
                listeners,
                leaks,
                ticker,
                readsBesideWrites);
        this.leaveProcessGate = ProcessGate.join(config, source.sharedFile(), source.file());
        this.wal = WalStay.join(new WalUser(config, source, leaks, listeners), ticker);
        this.maintenance = MaintenanceStay.join(
                new MaintenanceUser(config, source, listeners, wal::emptyLog), Clock.systemUTC(), ticker);
        this.writers = new BatchWriters(this::connect, config.closeTimeout(), listeners, ticker);
        this.changes = new ChangeFeed(config.poolName(), source.sharedFile().changes(), this::changesOfDatabase);
        this.snapshots = new SnapshotTaker(
                config,
                kind == DataSourceSnapshot.Kind.WRAPPED ? wrappedName(source) : config.file(),
                kind,
                source,
                leaks,
                wal,
                context.learned());
        this.diagnosis = new Diagnosis(config.poolName(), listeners, ticker, this::snapshot);
        this.selfCheck = new SelfCheck(config.poolName(), source, leaks, listeners, this::snapshot);
        this.recorded = RecordedDataSource.start(config.poolName(), source.gate(), listeners);
    }

    static Engine start(SqliteConfig given, DataSourceSnapshot.Kind kind, Opening opening) throws SQLException {
        SqliteConfig config = kind == DataSourceSnapshot.Kind.WRAPPED ? given : ResourceFile.resolved(given);
        IgnoredOptions.warn(config);
        Ticker ticker = Ticker.system();
        Listeners listeners = Listeners.of(config.poolName(), config.listeners());
        ConnectionSource source = null;
        Engine engine = null;
        boolean started = false;
        try {
            InstalledDriver.requireSupported(config);
            source = opening.open(config, ticker, listeners);
            boolean hasLog = JournalMode.isWriteAheadLog(config, source, ticker);
            SqliteRisk.check(config, source.file(), hasLog);
            engine = new Engine(config, ticker, listeners, source, kind, hasLog);
            engine.makeKnown(listeners);
            if (kind != DataSourceSnapshot.Kind.DRIVER) {
                config.selfCheckInterval().ifPresent(engine.selfCheck::start);
            }
            started = true;
            return engine;
        } catch (SQLException failure) {
            throw SqliteErrors.withDriverCause(failure);
        } finally {
            if (!started && engine != null) {
                engine.close();
            } else if (!started) {
                if (source != null) {
                    source.close(Deadline.after(ticker, Duration.ZERO));
                }
                listeners.close();
            }
        }
    }

    private static String wrappedName(ConnectionSource source) {
        Path file = source.file();
        return file == null ? ":memory:" : file.toString();
    }

    private void makeKnown(Listeners listeners) {
        listeners.add(diagnosis);
        monitoring = Monitoring.start(config, listeners, this);
        if (config.registerMbeans()) {
            bean = ManagedDataSource.register(config.poolName(), this);
        }
        OpenDataSources.opened(this);
    }

    private long changesOfDatabase() throws SQLException {
        if (source.sharedFile().soleUse().isTaken()) {
            throw new SQLException("one connection has the file to itself");
        }
        return source.changesOfDatabase();
    }

    /** Registers metrics, if there was no registry for them at the start. */
    void monitor(SqliteConfig withRegistry) {
        monitoring = Monitoring.start(withRegistry, listeners(), this);
    }

    @Override
    public Connection connect() {
        return Proxies.connection(new Session(context));
    }

    /** The only connection of this engine, which ends with it. */
    Connection connectAlone() {
        return connectWith(this::close);
    }

    /** A connection that closes {@code companion} with itself. */
    Connection connectWith(Session.Companion companion) {
        return Proxies.connection(new Session(context, companion));
    }

    void backup(Path target, BackupOptions options) throws SQLException {
        new Backup(config.poolName(), source)
                .write(target, options.verify(), options.progress()::copied, context.connectionDeadline());
    }

    void restore(Path backup) throws SQLException {
        new Restore(config.poolName(), source, wal::openSessionsOnFile).read(backup, context.writeDeadline());
    }

    Maintenance maintenance() {
        return new Maintenance(maintenance, this::connect);
    }

    @Override
    public String poolName() {
        return config.poolName();
    }

    SqliteConfig config() {
        return config;
    }

    @Override
    public PoolSnapshot statistics() {
        return snapshots.pool();
    }

    @Override
    public DataSourceSnapshot snapshot() {
        return snapshots.take(
                diagnosis.counts(), writers.snapshots(), OpenDataSources.sharing(this), selfCheck.violations());
    }

    @Override
    public TransactionSnapshot.Counts transactions() {
        return context.learned().total();
    }

    @Override
    public List<String> violations() {
        return selfCheck.violations();
    }

    @Override
    public String advice() {
        return snapshots.advice(writers.snapshots(), selfCheck.violations());
    }

    @Override
    public BatchWriters writers() {
        return writers;
    }

    ChangeFeed changes() {
        return changes;
    }

    @Override
    public @Nullable String sqliteRisk() {
        return context.readsBesideWrites() ? SqliteRisk.of(config) : null;
    }

    @Override
    public StatementCosts.Totals statementTotals(StatementCosts.Kind kind) {
        return gate().costs().totals(kind);
    }

    @Override
    public StatementCosts statementCosts() {
        return gate().costs().snapshot();
    }

    @Override
    public void resetStatementCosts() {
        gate().costs().reset();
    }

    @Override
    public String collectedStatements() {
        if (collected == null) {
            throw new IllegalStateException(
                    config.poolName() + ": statements are not collected: set collectStatements=true");
        }
        return collected.script();
    }

    @Override
    public void softEvict() {
        source.softEvict();
    }

    @Override
    public void suspend() {
        source.suspend();
    }

    @Override
    public void resume() {
        source.resume();
    }

    @Override
    public boolean abort(long sessionId) {
        return leaks.abort(sessionId);
    }

    @Override
    public CheckpointReport checkpoint() throws SQLException {
        return wal.checkpoint();
    }

    @Override
    public WriteGate gate() {
        return source.gate();
    }

    @Override
    public Listeners listeners() {
        return context.listeners();
    }

    @Override
    public long walBytes() {
        return wal.walBytes();
    }

    @Override
    public long walPinnedMillis() {
        return wal.pinnedMillis();
    }

    @Override
    public void close() throws SQLException {
        close(Deadlines.close(config, context.ticker()));
    }

    /** Closes it; connections that are in use after the deadline too. */
    void close(Deadline deadline) throws SQLException {
        var closing = new Closing();
        // First: what they do uses sessions and connections.
        closing.close(selfCheck)
                .step(() -> writers.close(deadline))
                .close(maintenance)
                .step(changes::stopLooking)
                .step(() -> source.close(deadline, leaks::dataSourceClosed))
                .step(() -> changes.close(deadline::remainingNanos))
                .close(wal)
                .step(leaveProcessGate::run)
                .close(learned)
                .step(() -> Closing.awaitFiles(config, source))
                .close(leaks)
                .close(recorded)
                .step(() -> OpenDataSources.closed(this));
        if (bean != null) {
            closing.close(bean);
        }
        if (monitoring != null) {
            closing.close(monitoring);
        }
        closing.close(listeners()).step(() -> Closing.endThreadsAfter(kind)).finish();
    }
}
