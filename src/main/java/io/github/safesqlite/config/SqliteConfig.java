// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.text.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of one DataSource on one database; see {@code docs/configuration.md}. Immutable and thread-safe. */
public final class SqliteConfig {
    private final ConfigDraft draft;
    private final Object[] values;
    private final Map<String, String> pragmas;
    private final Map<String, String> driverProperties;
    private final List<SqliteListener> listeners;
    private final @Nullable ConnectionCustomizer created;

    SqliteConfig(ConfigDraft draft, @Nullable ConnectionCustomizer created) {
        this.draft = draft;
        this.values = Options.all().stream().map(draft::get).toArray();
        this.pragmas = Collections.unmodifiableMap(Pragmas.effective(
                draft.get(Options.PROFILE),
                draft.pragmas,
                draft.database.inMemory(),
                draft.isReadOnly() || draft.database.canOnlyBeRead(),
                draft.get(Options.CHECKPOINT),
                draft.get(Options.UNTRUSTED)));
        this.driverProperties = Collections.unmodifiableMap(Untrusted.driverProperties(draft));
        this.listeners = List.copyOf(draft.listeners);
        this.created = created;
    }

    /** Returns a builder for the database {@code file}: a path, {@code :memory:}, or a {@code file:} URI. */
    public static SqliteConfigBuilder builder(String file) {
        return new SqliteConfigBuilder(new ConfigDraft(new DatabaseName(Objects.requireNonNull(file, "file"))));
    }

    /** Returns a builder for the database {@code file}. */
    public static SqliteConfigBuilder builder(Path file) {
        return builder(DatabaseName.textOf(file));
    }

    /**
     * Returns a builder that starts with the settings of a URL and {@code properties}; see {@link #fromUrl}.
     *
     * @throws SqliteConfigException if the URL is not one of this library or of sqlite-jdbc
     */
    public static SqliteConfigBuilder builderFromUrl(String url, Properties properties) {
        SqliteUrl parsed = SqliteUrl.parse(url);
        var draft = new ConfigDraft(new DatabaseName(parsed.file()));
        parsed.problems().forEach(problem -> draft.addProblem(problem, problem));
        parsed.options().forEach(option -> setFromUrl(draft, option.getKey(), option.getValue()));
        TextOptions.setAll(draft, properties);
        return new SqliteConfigBuilder(draft);
    }

    private static void setFromUrl(ConfigDraft draft, String name, String value) {
        String problem = CodeInUrl.problem(name);
        if (problem == null) {
            TextOptions.set(draft, name, value);
            draft.setByUrl(name, value);
        } else {
            draft.addProblem(problem, problem);
        }
    }

    /**
     * Returns the settings of {@code jdbc:safesqlite:FILE?option=value&...} (or {@code jdbc:sqlite:}) and of {@code
     * properties}, which take precedence. A {@code user}, an empty {@code password}, and properties that neither this
     * library nor sqlite-jdbc knows are ignored.
     *
     * @throws SqliteConfigException if anything is wrong; it lists all problems
     */
    public static SqliteConfig fromUrl(String url, Properties properties) {
        return builderFromUrl(url, properties).build();
    }

    /** Whether {@code url} begins with {@code jdbc:safesqlite:}: what the JDBC driver of this library accepts. */
    public static boolean isUrl(String url) {
        return SqliteUrl.isAccepted(url);
    }

    /** Returns the description of each option by its name. */
    public static Map<String, String> descriptions() {
        var descriptions = new LinkedHashMap<String, String>();
        Options.all().forEach(option -> descriptions.put(option.name(), option.description()));
        return descriptions;
    }

    /** Returns a builder that starts with these settings. */
    public SqliteConfigBuilder toBuilder() {
        return new SqliteConfigBuilder(draft.copy());
    }

    /** Returns a builder that starts with these settings, for the database {@code file}. */
    public SqliteConfigBuilder toBuilder(Path file) {
        return new SqliteConfigBuilder(draft.forDatabase(DatabaseName.textOf(file)));
    }

    /**
     * Returns the same settings, with the same pool name, for a database that was opened elsewhere: a file, or null for
     * one in memory.
     */
    public SqliteConfig forDatabase(@Nullable Path file) {
        return new SqliteConfig(draft.forDatabase(file == null ? ":memory:" : DatabaseName.textOf(file)), created);
    }

    /** The database as it was given: a path, {@code :memory:}, or a {@code file:} URI. */
    public String file() {
        return draft.database.text();
    }

    /** The database's file, or empty if it is in memory. */
    public Optional<Path> path() {
        return draft.database.path();
    }

    /** Whether the database is in memory: {@code :memory:}, an empty name, or a URI that says so. */
    public boolean inMemory() {
        return draft.database.inMemory();
    }

    /**
     * The name under which the connections of this process share an in-memory database, or empty if each has its own. A
     * shared cache shares it ({@code file:NAME?mode=memory&cache=shared}, sqlite.org/inmemorydb.html), and so does
     * SQLite's memdb.
     */
    public Optional<String> sharedMemoryName() {
        return draft.database.sharedName(draft.opensSharedCache());
    }

    /** Whether the database is a resource of the class path, or a URL, that sqlite-jdbc copies to a file. */
    public boolean isResource() {
        return draft.database.isResource();
    }

    /**
     * Returns what was specified but has no effect, such as {@code count_changes=true}, each with the reason and what
     * to use instead. A value that may be a secret is left out.
     */
    public Map<String, String> ignored() {
        return draft.ignored();
    }

    /** Whether the file is opened read-only: {@code open_mode=1}, or a URI that says so. */
    public boolean readOnly() {
        return draft.isReadOnly();
    }

    /** The name of the pool in messages, logs, threads and metrics. */
    public String poolName() {
        return get(Options.POOL_NAME);
    }

    /** The selected set of defaults. */
    public Profile profile() {
        return get(Options.PROFILE);
    }

    /** The maximum number of physical connections that run at once, 1 to 1000. */
    public int maximumPoolSize() {
        return get(Options.MAXIMUM_POOL_SIZE);
    }

    /** The number of idle physical connections kept, 0 to {@code maximumPoolSize}. */
    public int minimumIdle() {
        return get(Options.MINIMUM_IDLE);
    }

    /** The maximum number of physical connections that have read and now wait to write. */
    public int maximumParked() {
        return get(Options.MAXIMUM_PARKED);
    }

    /** How long an idle physical connection above {@code minimumIdle} is kept; empty if off. */
    public Optional<Duration> idleTimeout() {
        return get(Options.IDLE_TIMEOUT);
    }

    /** The age at which an idle physical connection is closed; empty if off. */
    public Optional<Duration> maxLifetime() {
        return get(Options.MAX_LIFETIME);
    }

    /** The maximum time to wait for a physical connection. */
    public Duration connectionTimeout() {
        return get(Options.CONNECTION_TIMEOUT);
    }

    /** The maximum time to wait to write, at the gate and in retries together. */
    public Duration writeTimeout() {
        return get(Options.WRITE_TIMEOUT);
    }

    /** How long closing the DataSource waits for connections in use; zero does not wait. */
    public Duration closeTimeout() {
        return get(Options.CLOSE_TIMEOUT);
    }

    /** How a read-write transaction begins. */
    public BeginMode beginMode() {
        return get(Options.BEGIN_MODE);
    }

    /** What {@code beginMode=ADAPTIVE} does with transactions that read. */
    public AdaptiveConfig adaptive() {
        return new AdaptiveConfig(
                get(Options.ADAPTIVE_TRUST_AFTER),
                get(Options.ADAPTIVE_TRUST_AGAIN_AFTER),
                get(Options.ADAPTIVE_KEYS),
                get(Options.GIVE_WAY_AFTER),
                get(Options.FIRST_RUN_TIMEOUT),
                get(Options.RECHECK_READS),
                get(Options.RECHECK_ROWS),
                get(Options.RECHECK_TIMEOUT));
    }

    /** What names transactions for {@code beginMode=ADAPTIVE}, or null for the names of Spring's. */
    public @Nullable TransactionNames transactionNames() {
        return draft.transactionNames;
    }

    /** Whether queued autocommit writes may share one transaction. */
    public boolean groupCommit() {
        return get(Options.GROUP_COMMIT);
    }

    /** Whether durable commits that meet may share one sync of the disk. */
    public boolean sharedSync() {
        return get(Options.SHARED_SYNC);
    }

    /** Whether processes write in turns, by locks on a file beside the database. */
    public boolean processGate() {
        return get(Options.PROCESS_GATE);
    }

    /** Whether a write is refused at once that is not likely to enter the write gate in time. */
    public boolean rejectHopelessWaits() {
        return get(Options.REJECT_HOPELESS_WAITS);
    }

    /** Whether an autocommit batch is one transaction. */
    public boolean atomicBatches() {
        return get(Options.ATOMIC_BATCHES);
    }

    /** Whether a write that waits for a connection of its own thread fails. */
    public boolean detectNestedWrites() {
        return get(Options.DETECT_NESTED_WRITES);
    }

    /** How long such a write waits in case another thread finishes with that connection. */
    public Duration nestedWriteGrace() {
        return get(Options.NESTED_WRITE_GRACE);
    }

    /** The approximate memory in bytes for the rows of a RETURNING clause in auto-commit mode. */
    public long returningMemory() {
        return get(Options.RETURNING_MEMORY);
    }

    /** The number of prepared statements kept per physical connection, 0 to 100000. */
    public int statementCacheSize() {
        return get(Options.STATEMENT_CACHE_SIZE);
    }

    /** The approximate native memory in bytes for the prepared statements kept per physical connection. */
    public long statementCacheMemory() {
        return get(Options.STATEMENT_CACHE_MEMORY);
    }

    /** The maximum memory in bytes for database pages in all physical connections together; empty if off. */
    public Optional<Long> cacheMemory() {
        return get(Options.CACHE_MEMORY);
    }

    /** How long a connection may be open before it is reported; empty if off. */
    public Optional<Duration> leakDetectionThreshold() {
        return get(Options.LEAK_DETECTION_THRESHOLD);
    }

    /** Whether an idle connection is taken back after {@link #reclaimThreshold}. */
    public boolean reclaimLeaks() {
        return get(Options.RECLAIM_LEAKS);
    }

    /** Whether the stack is recorded where a connection is opened. */
    public LeakStacks leakStacks() {
        return get(Options.LEAK_STACKS);
    }

    /** How long a connection may be idle before it is taken back, if {@link #reclaimLeaks}. */
    public Duration reclaimThreshold() {
        return get(Options.RECLAIM_THRESHOLD);
    }

    /** Whether SQL or the file may come from strangers. */
    public boolean untrusted() {
        return get(Options.UNTRUSTED);
    }

    /** Whether the DataSource registers with JMX. */
    public boolean registerMbeans() {
        return get(Options.REGISTER_MBEANS);
    }

    /** How long a connection may hold the write gate before it is reported; empty if off. */
    public Optional<Duration> slowWriteThreshold() {
        return get(Options.SLOW_WRITE_THRESHOLD);
    }

    /** How often the library checks itself; empty if off. */
    public Optional<Duration> selfCheckInterval() {
        return get(Options.SELF_CHECK_INTERVAL);
    }

    /** Whether the stack that created a statement is recorded. */
    public boolean traceStatements() {
        return get(Options.TRACE_STATEMENTS);
    }

    /** Whether the texts of statements are collected, without their values. */
    public boolean collectStatements() {
        return get(Options.COLLECT_STATEMENTS);
    }

    /** What happens if the file is on a network file system. */
    public NetworkFilesystem networkFilesystem() {
        return get(Options.NETWORK_FILESYSTEM);
    }

    /** What happens if the driver contains a version of SQLite that may lose commits. */
    public UnsafeSqlite unsafeSqlite() {
        return get(Options.UNSAFE_SQLITE);
    }

    /** What happens if another file takes the place of the open database. */
    public FileReplaced fileReplaced() {
        return get(Options.FILE_REPLACED);
    }

    /** How long a check of the file's identity stays valid. */
    public Duration fileCheckInterval() {
        return get(Options.FILE_CHECK_INTERVAL);
    }

    /** The maximum number of attempts, 1 + retries, while SQLite is busy. */
    public int retryAttempts() {
        return get(Options.RETRY_ATTEMPTS);
    }

    /** The wait before the second attempt; each later wait is twice as long. */
    public Duration retryFirstDelay() {
        return get(Options.RETRY_FIRST_DELAY);
    }

    /** The maximum wait between two attempts. */
    public Duration retryMaximumDelay() {
        return get(Options.RETRY_MAXIMUM_DELAY);
    }

    /** The random part of each wait, 0 to 1. */
    public double retryJitter() {
        return get(Options.RETRY_JITTER);
    }

    /** When the library runs checkpoints. */
    public CheckpointConfig checkpoint() {
        return new CheckpointConfig(
                get(Options.CHECKPOINT),
                get(Options.CHECKPOINT_INTERVAL),
                get(Options.WAL_SOFT_LIMIT),
                get(Options.WAL_HARD_LIMIT));
    }

    /** The periodic maintenance of the file. */
    public MaintenanceConfig maintenance() {
        return new MaintenanceConfig(
                get(Options.OPTIMIZE_INTERVAL),
                get(Options.VACUUM_INTERVAL),
                get(Options.CHECK_INTERVAL),
                get(Options.WAL_TRUNCATE_INTERVAL),
                get(Options.BACKUP_DIRECTORY),
                get(Options.BACKUP_INTERVAL),
                get(Options.BACKUP_RETENTION),
                get(Options.MAINTENANCE_TIMEOUT));
    }

    /** How long a read may be open, while the write-ahead log is large, before it is reported; empty if off. */
    public Optional<Duration> pinThreshold() {
        return get(Options.PIN_THRESHOLD);
    }

    /** How long an unused read may stay open; empty if unlimited. */
    public Optional<Duration> maxReadAge() {
        return get(Options.MAX_READ_AGE);
    }

    /** Whether a PRAGMA that does not take effect is only a warning ({@code pragmaMismatch=warn}). */
    public boolean lenientPragmas() {
        return get(Options.PRAGMA_MISMATCH) == PragmaMismatch.WARN;
    }

    /** The PRAGMAs of each physical connection, by lower-case name, in the order in which they are set. */
    public Map<String, String> pragmas() {
        return pragmas;
    }

    /** The properties passed to sqlite-jdbc when it opens a connection; may contain a password. */
    public Map<String, String> driverProperties() {
        return driverProperties;
    }

    /** The {@code MetricRegistry} of Dropwizard or {@code MeterRegistry} of Micrometer, or null. */
    public @Nullable Object metricRegistry() {
        return draft.metricRegistry;
    }

    /** The Dropwizard {@code HealthCheckRegistry}, or null. */
    public @Nullable Object healthCheckRegistry() {
        return draft.healthCheckRegistry;
    }

    /** The listeners, in the order in which they are called. */
    public List<SqliteListener> listeners() {
        return listeners;
    }

    /** The SQLite extensions that each physical connection loads first when it is opened. */
    public List<LoadableExtension> extensions() {
        return get(Options.EXTENSIONS);
    }

    /** The customizers that then run: functions and collations, {@code customizer}, {@code connectionCustomizer}. */
    public List<ConnectionCustomizer> customizers() {
        var customizers = new ArrayList<>(draft.registrations);
        Stream.of(Optional.ofNullable(created), Optional.ofNullable(draft.connectionCustomizer))
                .flatMap(Optional::stream)
                .forEach(customizers::add);
        return Collections.unmodifiableList(customizers);
    }

    /** The SQL that each physical connection runs last when it is opened; empty if there is none. */
    public Optional<String> initSql() {
        return get(Options.INIT_SQL);
    }

    /** The object that prepares each physical connection, or null. */
    public @Nullable ConnectionCustomizer connectionCustomizer() {
        return draft.connectionCustomizer;
    }

    /** The value of every option as text by its name; passed to a builder, it sets the same value. */
    public Map<String, String> options() {
        var options = new LinkedHashMap<String, String>();
        Options.all().forEach(option -> options.put(option.name(), text(option)));
        return options;
    }

    <T> String text(Option<T> option) {
        return option.print(get(option));
    }

    /** The file and every option, without the driver's properties and without passwords. */
    @Override
    public String toString() {
        return Options.all().stream()
                .map(option -> option.name() + "=" + shown(option))
                .collect(Collectors.joining(
                        ", ", "SqliteConfig[file=" + Secrets.file(file()) + ", ", ", pragmas=" + shownPragmas() + "]"));
    }

    private <T> String shown(Option<T> option) {
        return option.show(get(option));
    }

    private Map<String, String> shownPragmas() {
        var shown = new LinkedHashMap<>(pragmas);
        shown.replaceAll(Secrets::value);
        return shown;
    }

    @SuppressWarnings("unchecked") // The values lie in the order of the table.
    <T> T get(Option<T> option) {
        return (T) values[option.index()];
    }
}
