// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import static io.github.safesqlite.config.Bounds.atLeast;
import static io.github.safesqlite.config.Bounds.between;
import static io.github.safesqlite.config.OptionType.DECIMAL;
import static io.github.safesqlite.config.OptionType.DURATION;
import static io.github.safesqlite.config.OptionType.DURATION_OR_OFF;
import static io.github.safesqlite.config.OptionType.FOLDER_OR_OFF;
import static io.github.safesqlite.config.OptionType.INTEGER;
import static io.github.safesqlite.config.OptionType.SIZE;
import static io.github.safesqlite.config.OptionType.SIZE_OR_OFF;
import static io.github.safesqlite.config.OptionType.SWITCH;
import static io.github.safesqlite.config.OptionType.TEXT;

import io.github.safesqlite.internal.text.SqlText;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one table of options. Immutable. */
final class Options {
    private static final List<Option<?>> ALL = new ArrayList<>();
    private static final Duration MINIMUM = Duration.ofMillis(1);

    static final Option<String> POOL_NAME = add(new Option.Spec<>(
                    "poolName",
                    TEXT,
                    OptionValues::defaultPoolName,
                    "the file's name without extension, or `memory`",
                    "Names the pool in messages, logs, threads and metrics.")
            .where(ValueRule.NOT_BLANK));
    static final Option<Profile> PROFILE = add(new Option.Spec<>(
            "profile",
            OptionType.choice(Profile.values()),
            Profile.SERVER,
            "A set of PRAGMAs for one kind of use, see profiles.md; explicit settings take precedence."));
    static final Option<Integer> MAXIMUM_POOL_SIZE = add(new Option.Spec<>(
                    "maximumPoolSize", INTEGER, 10, "The maximum number of physical connections that run at once.")
            .where(between(1, 1000)));
    static final Option<Integer> MINIMUM_IDLE = add(new Option.Spec<>(
                    "minimumIdle",
                    INTEGER,
                    others -> Math.min(2, others.get(MAXIMUM_POOL_SIZE)),
                    "2, or `maximumPoolSize` if that is less",
                    "The number of idle physical connections kept beyond `idleTimeout`.")
            .where(between(0, 1000)));
    static final Option<Integer> MAXIMUM_PARKED = add(new Option.Spec<>(
                    "maximumParked",
                    INTEGER,
                    others -> others.get(MAXIMUM_POOL_SIZE),
                    "the same as `maximumPoolSize`",
                    "The maximum number of physical connections that have read and now wait to write; they do not"
                            + " count towards `maximumPoolSize`.")
            .where(between(0, 1000)));
    static final Option<Optional<Duration>> IDLE_TIMEOUT = add(optional(
            "idleTimeout",
            Optional.of(Duration.ofSeconds(30)),
            "An idle physical connection above `minimumIdle` is closed after this time."));
    static final Option<Optional<Duration>> MAX_LIFETIME = add(optional(
            "maxLifetime", Optional.empty(), "A physical connection of this age is closed when it is next idle."));
    static final Option<Duration> CONNECTION_TIMEOUT = add(duration(
            "connectionTimeout", Duration.ofSeconds(5), "The maximum time to wait for a physical connection."));
    static final Option<Duration> WRITE_TIMEOUT = add(duration(
            "writeTimeout",
            Duration.ofSeconds(30),
            "The maximum time to wait to write: at the write gate and in retries while SQLite is busy, together."));
    static final Option<Duration> CLOSE_TIMEOUT = add(new Option.Spec<>(
                    "closeTimeout",
                    DURATION,
                    Duration.ofSeconds(5),
                    "How long `close()` of the DataSource waits for connections in use; the last DataSource on a file"
                            + " then waits as long again, at least 2 s, for SQLite to close the file.")
            .where(atLeast(Duration.ZERO)));
    static final Option<BeginMode> BEGIN_MODE = add(new Option.Spec<>(
            "beginMode",
            OptionType.choice(BeginMode.values()),
            BeginMode.ADAPTIVE,
            "How a read-write transaction begins: IMMEDIATE enters the write gate at its first statement, DEFERRED at its"
                    + " first write. ADAPTIVE learns: it enters the gate at its first statement unless transactions that"
                    + " began alike have only read; while nothing is known of them, it leaves the gate to those who wait"
                    + " until it writes."
                    + " A `BEGIN` or `SAVEPOINT` in SQL begins one too; `BEGIN DEFERRED`, `BEGIN IMMEDIATE` and"
                    + " `BEGIN EXCLUSIVE` do what they say."));
    static final Option<Integer> ADAPTIVE_TRUST_AFTER = add(new Option.Spec<>(
                    "adaptiveTrustAfter",
                    INTEGER,
                    3,
                    "With ADAPTIVE, how many transactions in a row that began alike must have only read, while none has"
                            + " written, until the next one does not enter the gate.")
            .where(atLeast(1)));
    static final Option<Integer> ADAPTIVE_TRUST_AGAIN_AFTER = add(new Option.Spec<>(
                    "adaptiveTrustAgainAfter",
                    INTEGER,
                    100,
                    "The same number since the last of them that wrote. A write longer than an hour ago counts as none.")
            .where(atLeast(1)));
    static final Option<Integer> ADAPTIVE_KEYS = add(new Option.Spec<>(
                    "adaptiveKeys",
                    INTEGER,
                    1000,
                    "How many beginnings of transactions ADAPTIVE remembers: first statements without their values, each"
                            + " with the name of its transaction if it has one.")
            .where(between(1, 1_000_000)));
    static final Option<Optional<Duration>> GIVE_WAY_AFTER = add(optional(
            "giveWayAfter",
            Optional.of(Duration.ofMillis(25)),
            "With ADAPTIVE, how long a transaction that is in the middle of a query and has only read may stay in the"
                    + " write gate while others wait. It may stay ten times as long in all."));
    static final Option<Duration> FIRST_RUN_TIMEOUT = add(new Option.Spec<>(
                    "firstRunTimeout",
                    DURATION,
                    Duration.ofSeconds(1),
                    "With ADAPTIVE, the maximum time that a transaction waits at its first statement for another one that"
                            + " began alike, while it is not known whether such transactions write.")
            .where(atLeast(Duration.ZERO)));
    static final Option<Integer> RECHECK_READS = add(new Option.Spec<>(
                    "recheckReads",
                    INTEGER,
                    64,
                    "With ADAPTIVE, a transaction that has read and writes after others have written repeats up to this"
                            + " many reads, and goes on if none gives other rows; beyond it, and with 0, it fails with a"
                            + " `StaleSnapshotException`.")
            .where(between(0, 100_000)));
    static final Option<Integer> RECHECK_ROWS =
            add(new Option.Spec<>("recheckRows", INTEGER, 10_000, "The maximum number of rows of these reads together.")
                    .where(atLeast(0)));
    static final Option<Duration> RECHECK_TIMEOUT = add(duration(
            "recheckTimeout",
            Duration.ofSeconds(1),
            "The maximum time to repeat these reads; nobody else writes meanwhile."));
    static final Option<Integer> RETRY_ATTEMPTS = add(new Option.Spec<>(
                    "retryAttempts",
                    INTEGER,
                    10_000,
                    "The maximum number of attempts (1 + retries) while SQLite is busy; `writeTimeout` usually ends"
                            + " them first.")
            .where(atLeast(1)));
    static final Option<Duration> RETRY_FIRST_DELAY = add(new Option.Spec<>(
                    "retryFirstDelay",
                    DURATION,
                    Duration.ofNanos(50_000),
                    "The wait before the second attempt; each later wait is twice as long.")
            .where(atLeast(Duration.ofNanos(1))));
    static final Option<Duration> RETRY_MAXIMUM_DELAY = add(new Option.Spec<>(
                    "retryMaximumDelay", DURATION, Duration.ofMillis(10), "The maximum wait between two attempts.")
            .where(atLeast(Duration.ofNanos(1))));
    static final Option<Double> RETRY_JITTER = add(
            new Option.Spec<>("retryJitter", DECIMAL, 0.5, "The random part of each wait.").where(between(0.0, 1.0)));
    static final Option<Boolean> GROUP_COMMIT =
            add(new Option.Spec<>("groupCommit", SWITCH, true, "Lets queued autocommit writes share one transaction."));
    static final Option<Boolean> SHARED_SYNC = add(new Option.Spec<>(
            "sharedSync",
            SWITCH,
            false,
            "With `synchronous=FULL` or `EXTRA` in a write-ahead log: lets commits that meet share one sync of the disk, outside of"
                    + " the write gate. Others may see a commit before it is durable."));
    static final Option<Boolean> PROCESS_GATE = add(new Option.Spec<>(
            "processGate",
            SWITCH,
            false,
            "Lets the processes that use this library on one file write in turns, by locks on the file `app.db-gate`"
                    + " beside the database."));
    static final Option<Boolean> REJECT_HOPELESS_WAITS = add(
            new Option.Spec<>(
                    "rejectHopelessWaits",
                    SWITCH,
                    false,
                    "Refuses a write at once if the queue at the write gate is likely to take twice the time that it may wait."));
    static final Option<Boolean> ATOMIC_BATCHES = add(new Option.Spec<>(
            "atomicBatches", SWITCH, true, "Runs an autocommit batch as one transaction: all of it or nothing."));
    static final Option<Boolean> DETECT_NESTED_WRITES = add(new Option.Spec<>(
            "detectNestedWrites",
            SWITCH,
            true,
            "Fails when a thread that is writing tries to write through a second connection or, without a"
                    + " write-ahead log, to commit while a read of its own is open."));
    static final Option<Duration> NESTED_WRITE_GRACE = add(new Option.Spec<>(
                    "nestedWriteGrace",
                    DURATION,
                    Duration.ofMillis(250),
                    "How long a write waits for another connection that its own thread used last before"
                            + " `detectNestedWrites` refuses the write; another thread may still finish with that connection.")
            .where(atLeast(Duration.ZERO)));
    static final Option<Long> RETURNING_MEMORY = add(new Option.Spec<>(
            "returningMemory",
            SIZE,
            others -> others.get(PROFILE).returningMemory(),
            "16MiB; 2MiB with `profile=small`",
            "The approximate memory for the rows of a RETURNING clause in auto-commit mode, which are read"
                    + " before the call returns; beyond it the connection stays in the write gate until its result set"
                    + " ends. It also limits the rows of open result sets that are moved to memory so that they occupy no"
                    + " physical connection."));
    static final Option<Integer> STATEMENT_CACHE_SIZE = add(new Option.Spec<>(
                    "statementCacheSize",
                    INTEGER,
                    128,
                    "The number of prepared statements kept per physical connection; 0 keeps none.")
            .where(between(0, 100_000)));
    static final Option<Long> STATEMENT_CACHE_MEMORY = add(new Option.Spec<>(
            "statementCacheMemory",
            SIZE,
            others -> others.get(PROFILE).statementCacheMemory(),
            "4MiB; 512KiB with `profile=small`",
            "The approximate native memory for the prepared statements kept per physical connection,"
                    + " estimated from their SQL; a statement that exceeds it alone is not kept."));
    static final Option<Optional<Long>> CACHE_MEMORY = add(new Option.Spec<>(
                    "cacheMemory",
                    SIZE_OR_OFF,
                    others -> others.setsPragma("cache_size")
                            ? Optional.empty()
                            : Optional.of(others.get(PROFILE).cacheMemory()),
                    "128MiB; 16MiB with `profile=small`; off if `cache_size` is set",
                    "The maximum memory for database pages in all physical connections together: `cache_size` is the"
                            + " limit for one, and if there is not enough for all, each gets an equal share, at least 1 MiB.")
            .where(atLeast(1L << 20).orOff()));
    static final Option<Optional<Duration>> LEAK_DETECTION_THRESHOLD = add(optional(
            "leakDetectionThreshold",
            Optional.of(Duration.ofSeconds(60)),
            "A connection that stays open for longer is reported once."));
    static final Option<LeakStacks> LEAK_STACKS = add(new Option.Spec<>(
            "leakStacks",
            OptionType.choice(LeakStacks.values()),
            LeakStacks.BUDGET,
            "Whether the stack is recorded where a connection is opened: `always`, `off`, or `budget`: for each connection"
                    + " unless that takes more than one percent of a core, then for some of them, and for each one for ten"
                    + " minutes after a leak whose stack is missing."));
    static final Option<Boolean> RECLAIM_LEAKS = add(new Option.Spec<>(
            "reclaimLeaks",
            SWITCH,
            false,
            "Takes back a connection that has been idle for `reclaimThreshold`: it is rolled back and freed,"
                    + " and its next use fails. A connection that is no longer reachable is always taken back."));
    static final Option<Duration> RECLAIM_THRESHOLD = add(duration(
            "reclaimThreshold",
            Duration.ofMinutes(10),
            "How long a connection may be idle before `reclaimLeaks` takes it back."));
    static final Option<Optional<Duration>> SLOW_WRITE_THRESHOLD = add(optional(
            "slowWriteThreshold",
            Optional.of(Duration.ofSeconds(1)),
            "A connection that holds the write gate for longer is reported once."));
    static final Option<Optional<Duration>> SELF_CHECK_INTERVAL = add(optional(
            "selfCheckInterval",
            Optional.of(Duration.ofMinutes(1)),
            "How often the library checks that its own pool and write gate are in order; what two checks in a row find is"
                    + " reported once."));
    static final Option<Boolean> TRACE_STATEMENTS = add(new Option.Spec<>(
            "traceStatements",
            SWITCH,
            false,
            "Records the stack where each statement was created, for reports of forgotten ones."));
    static final Option<Boolean> COLLECT_STATEMENTS = add(new Option.Spec<>(
            "collectStatements",
            SWITCH,
            false,
            "Collects the texts of the statements that run, without their values, for `collectedStatements()`: what the"
                    + " portability report looks at, see outgrowing.md."));
    static final Option<Boolean> CHECKPOINT = add(new Option.Spec<>(
            "checkpoint",
            SWITCH,
            others -> others.get(PROFILE).runsCheckpoints(),
            "true; false with `profile=litestream`",
            "Runs checkpoints in the background. false leaves all of them to another program (Litestream) and"
                    + " also sets `wal_autocheckpoint=0` unless that is given."));
    static final Option<Duration> CHECKPOINT_INTERVAL = add(duration(
            "checkpointInterval",
            Duration.ofSeconds(30),
            "The interval between checks of the size of the write-ahead log."));
    static final Option<Long> WAL_SOFT_LIMIT = add(new Option.Spec<>(
                    "walSoftLimit",
                    SIZE,
                    8L << 20,
                    "The size of the `-wal` file above which it is truncated; writers then wait for readers for up to"
                            + " 100 ms, at most twice a second.")
            .where(atLeast(64L << 10)));
    static final Option<Long> WAL_HARD_LIMIT = add(new Option.Spec<>(
                    "walHardLimit",
                    SIZE,
                    others -> 4 * others.get(WAL_SOFT_LIMIT),
                    "4 times `walSoftLimit`",
                    "The size of the `-wal` file above which writers wait for up to 200 ms so that readers can finish"
                            + " and the file can be truncated.")
            .where(atLeast(64L << 10)));
    static final Option<Optional<Duration>> PIN_THRESHOLD = add(optional(
            "pinThreshold",
            Optional.of(Duration.ofSeconds(60)),
            "A read that is open for longer while the `-wal` file is above `walSoftLimit` is reported once."));
    static final Option<Optional<Duration>> MAX_READ_AGE = add(optional(
            "maxReadAge",
            Optional.empty(),
            "A transaction that has only read, or a result set, is ended if it is not used for longer."));
    static final Option<Optional<Duration>> OPTIMIZE_INTERVAL = add(optional(
            "optimizeInterval",
            Optional.of(Duration.ofDays(1)),
            "How often `PRAGMA optimize` refreshes the statistics of the query planner."));
    static final Option<Optional<Duration>> VACUUM_INTERVAL = add(optional(
            "vacuumInterval",
            Optional.empty(),
            "How often free pages are given back to the file system, if the file has `auto_vacuum=INCREMENTAL`."));
    static final Option<Optional<Duration>> CHECK_INTERVAL =
            add(optional("checkInterval", Optional.empty(), "How often `PRAGMA quick_check` looks for damage."));
    static final Option<Optional<Duration>> WAL_TRUNCATE_INTERVAL = add(optional(
            "walTruncateInterval",
            Optional.empty(),
            "How often the `-wal` file is emptied even if it is below `walSoftLimit`."));
    static final Option<Optional<Path>> BACKUP_DIRECTORY = add(new Option.Spec<>(
            "backupDirectory",
            FOLDER_OR_OFF,
            Optional.empty(),
            "Where scheduled backups go. Each database needs its own directory or its own file name."));
    static final Option<Duration> BACKUP_INTERVAL = add(
            duration("backupInterval", Duration.ofDays(1), "How often a backup is made, if `backupDirectory` is set."));
    static final Option<Integer> BACKUP_RETENTION = add(new Option.Spec<>(
                    "backupRetention",
                    INTEGER,
                    7,
                    "How many scheduled backups are kept; older ones are removed after a new one is complete.")
            .where(atLeast(1)));
    static final Option<Duration> MAINTENANCE_TIMEOUT = add(duration(
            "maintenanceTimeout",
            Duration.ofMinutes(1),
            "The maximum time for a maintenance task before it is interrupted; backups are not interrupted."));
    static final Option<PragmaMismatch> PRAGMA_MISMATCH = add(new Option.Spec<>(
            "pragmaMismatch",
            OptionType.choice(PragmaMismatch.values()),
            PragmaMismatch.FAIL,
            "What happens if a PRAGMA reads back a value other than the one that was set."));
    static final Option<NetworkFilesystem> NETWORK_FILESYSTEM = add(new Option.Spec<>(
            "networkFilesystem",
            OptionType.choice(NetworkFilesystem.values()),
            NetworkFilesystem.WARN,
            "What happens if the file is on a network file system."));
    static final Option<UnsafeSqlite> UNSAFE_SQLITE = add(new Option.Spec<>(
            "unsafeSqlite",
            OptionType.choice(UnsafeSqlite.values()),
            UnsafeSqlite.WARN,
            "What happens if the driver contains a version of SQLite whose checkpoints may lose commits, see"
                    + " operations.md, and the file has a write-ahead log."));
    static final Option<FileReplaced> FILE_REPLACED = add(new Option.Spec<>(
            "fileReplaced",
            OptionType.choice(FileReplaced.values()),
            FileReplaced.REOPEN,
            "What happens if another file takes the place of the file while it is open."));
    static final Option<Duration> FILE_CHECK_INTERVAL = add(new Option.Spec<>(
                    "fileCheckInterval",
                    DURATION,
                    Duration.ofMillis(100),
                    "How long a check that the path still names the open file stays valid; each read, write or commit"
                            + " after that checks again.")
            .where(atLeast(Duration.ZERO)));

    static final Option<List<LoadableExtension>> EXTENSIONS = add(new Option.Spec<>(
                    "extensions",
                    OptionType.EXTENSIONS_OR_OFF,
                    List.of(),
                    "SQLite extensions that each physical connection loads when it is opened: paths separated by"
                            + " commas, `path!entryPoint` for another entry point. Not in a URL.")
            .runsCode());
    static final Option<Optional<String>> CUSTOMIZER = add(new Option.Spec<>(
                    "customizer",
                    OptionType.CLASS_OR_OFF,
                    Optional.empty(),
                    "The class of a `ConnectionCustomizer` that prepares each physical connection when it is opened. Not in a URL.")
            .runsCode());
    static final Option<Optional<String>> INIT_SQL = add(new Option.Spec<>(
                    "initSql",
                    OptionType.SQL_OR_OFF,
                    Optional.empty(),
                    "One or more SQL statements that each physical connection runs when it is opened. Not in a URL.")
            .runsCode()
            .shownAs(SqlText::abbreviate));

    static final Option<Boolean> UNTRUSTED = add(new Option.Spec<>(
            "untrusted",
            SWITCH,
            false,
            "Guards against SQL or files from strangers: no ATTACH, no extensions by SQL, no change of SQLite's own tables,"
                    + " `trusted_schema=off`, and limits, see security.md."));

    static final Option<Boolean> REGISTER_MBEANS = add(new Option.Spec<>(
            "registerMbeans",
            SWITCH,
            false,
            "Registers `io.github.safesqlite:type=DataSource,name=<poolName>` with JMX."));

    private Options() {}

    /** Every option, in the order of the documentation. */
    static List<Option<?>> all() {
        return List.copyOf(ALL);
    }

    /** The option of exactly this name, or that HikariCP calls so; or null. */
    static @Nullable Option<?> find(String name) {
        if (name.equals("connectionInitSql")) {
            return INIT_SQL;
        }
        for (Option<?> option : ALL) {
            if (option.name().equals(name)) {
                return option;
            }
        }
        return null;
    }

    static int count() {
        return ALL.size();
    }

    private static <T> Option<T> add(Option.Spec<T> spec) {
        var option = new Option<>(ALL.size(), spec);
        ALL.add(option);
        return option;
    }

    private static Option.Spec<Duration> duration(String name, Duration defaultValue, String description) {
        return new Option.Spec<>(name, DURATION, defaultValue, description).where(atLeast(MINIMUM));
    }

    private static Option.Spec<Optional<Duration>> optional(
            String name, Optional<Duration> defaultValue, String description) {
        return new Option.Spec<>(name, DURATION_OR_OFF, defaultValue, description)
                .where(atLeast(MINIMUM).orOff());
    }
}
