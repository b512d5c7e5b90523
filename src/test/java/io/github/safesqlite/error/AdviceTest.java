// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.config.PragmaMismatch;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.internal.opening.ReadOnlyFile;
import io.github.safesqlite.internal.pool.PoolAdvice;
import io.github.safesqlite.testing.CapturedLog;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No message advises what is set already: each is made with the configuration that follows its advice, and has another one. A
 * new exception, or a new advice that names a setting, fails here until it has its case.
 */
@Timeout(60)
class AdviceTest {
    /** What each exception that advises a setting is tested by here; the others advise what to do in the application. */
    private static final Map<String, String> EXCEPTIONS = Map.ofEntries(
            Map.entry("BusyException", "ownLockIsNotWaitedFor, and symptom 39"),
            Map.entry("ConnectionTimeoutException", "largestPool, suspendedPool, failedOpen"),
            Map.entry("NestedWriteException", "databaseThatCanHaveNoLog, logThatWasAskedFor"),
            Map.entry("OpenFailedException", "missingFile, pragmaThatMayDiffer, ReadOnlyFolder"),
            Map.entry("ReadOnlySessionException", "databaseThatIsReadOnly"),
            Map.entry("StaleSnapshotException", "beginThatIsImmediateAlready"),
            Map.entry("StorageException", "ReadOnlyFolder"),
            Map.entry("SessionClosedException", "maxReadAge has ended it, so it is set, and can be raised"),
            Map.entry("WriteGateTimeoutException", "writeTimeout has ended it, and can always be raised"));

    private static final Set<String> ADVISES_NO_SETTING = Set.of(
            // Hung on others to show a stack.
            "BackupException",
            "DatabaseGoneException",
            "StatementCancelledException",
            "TransactionAbortedException",
            "WriteDeadlockException");

    /** Where a text advises a setting, by file; {@code …} stands for one that is put in. */
    private static final Map<String, String> TEXTS = Map.ofEntries(
            Map.entry("BusyLook …", "the option that has ended the wait: it can always be raised"),
            Map.entry("WriteGateTimeoutException …", "the same"),
            Map.entry("WriteGateTimeoutException rejectHopelessWaits", "refused only if it is on"),
            Map.entry("SessionClosedException maxReadAge", "the same"),
            Map.entry("PoolAdvice …", "largestPool"),
            Map.entry("PoolAdvice maximumPoolSize", "largestPool"),
            Map.entry("StaleSnapshotException …", "beginThatIsImmediateAlready"),
            Map.entry("WriteAdvice journal_mode", "databaseThatCanHaveNoLog, logThatWasAskedFor"),
            Map.entry("OpenFailedException pragmaMismatch", "pragmaThatMayDiffer"),
            Map.entry("OpenFailures …", "missingFile"),
            Map.entry("ReadOnlySessionException …", "databaseThatIsReadOnly"),
            Map.entry("ReadOnlyFile open_mode", "ReadOnlyFolder"),
            Map.entry("ReadOnlyFile immutable", "ReadOnlyFolder"),
            Map.entry("ReadOnlyFile journal_mode", "ReadOnlyFolder"),
            Map.entry("OwnLock locking_mode", "ownLockIsNotWaitedFor"),
            Map.entry(
                    "NetworkCheck networkFilesystem", "refuse advises warn, and warn advises ignore: NetworkCheckTest"),
            Map.entry("LeakReporter maxReadAge", "readsThatEndByThemselves"),
            Map.entry("SqliteRisk unsafeSqlite", "warn tells of refuse, and refuse does not: UnsafeSqliteTest"),
            Map.entry("TransactionAdvice adaptiveKeys", "it can always be raised"),
            Map.entry("Advice beginMode", "IMMEDIATE advises ADAPTIVE, and no other does: AdviceTest of the diagnosis"),
            Map.entry("GateFile processGate", "the file is used only if it is on"),
            Map.entry("Engine collectStatements", "told only if it is off"),
            Map.entry("SqliteEndpoint backupDirectory", "told only if it is off"),
            Map.entry("Untrusted untrusted", "a contradiction between two settings"),
            Map.entry("UntrustedSql untrusted", "refused only if it is on: UntrustedSqlTest"),
            Map.entry("ConfigDraft checkpoint", "a contradiction between two settings"));

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("app.db");
    }

    private void create() throws SQLException {
        try (Connection plain = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            Sql.execute(plain, "CREATE TABLE t(a)");
        }
    }

    private static String refused(Class<? extends Exception> type, Executable action) {
        return assertThrows(type, action).getMessage();
    }

    private static void assertAdvises(String message, String advice, String... followed) {
        assertTrue(message.contains(advice), message);
        for (String already : followed) {
            assertFalse(message.contains(already), message);
        }
    }

    private ConcurrencySafeSqliteDataSource open(Consumer<SqliteConfigBuilder> options) throws SQLException {
        SqliteConfigBuilder builder = SqliteConfig.builder(file())
                .connectionTimeout(Duration.ofMillis(100))
                .writeTimeout(Duration.ofMillis(300));
        options.accept(builder);
        return new ConcurrencySafeSqliteDataSource(builder.build());
    }

    @Test
    void largestPool() {
        SqliteConfig.builder(file()).maximumPoolSize(PoolAdvice.MOST).build();
        assertThrows(
                SqliteConfigException.class,
                () -> SqliteConfig.builder(file())
                        .maximumPoolSize(PoolAdvice.MOST + 1)
                        .build());
        assertEquals(
                "Close connections sooner, or raise connectionTimeout.",
                PoolAdvice.afterTimeout(PoolAdvice.MOST, PoolAdvice.MOST, false, "connectionTimeout", null));
        assertEquals("Close connections sooner.", PoolAdvice.afterTimeout(PoolAdvice.MOST, 1, false, "", null));
        assertEquals(
                "Close connections sooner, or raise maximumPoolSize or connectionTimeout.",
                PoolAdvice.afterTimeout(10, 10, false, "connectionTimeout", null));
        assertEquals("close result sets and transactions sooner", PoolAdvice.whileWaiting(PoolAdvice.MOST));
        assertAdvises(PoolAdvice.whileWaiting(10), "raise maximumPoolSize");
        assertAdvises(PoolAdvice.whileWaiting(0), "the pool that this DataSource wraps", "maximumPoolSize");
    }

    @Test
    void suspendedPool() throws SQLException {
        create();
        try (var dataSource = open(options -> {});
                Connection connection = dataSource.getConnection()) {
            dataSource.suspend();
            String message =
                    refused(ConnectionTimeoutException.class, () -> Sql.execute(connection, "SELECT 1 FROM t"));
            assertAdvises(message, "The pool is suspended: resume it.", "raise maximumPoolSize");
            dataSource.resume();
        }
    }

    @Test
    void failedOpen() {
        String advice =
                PoolAdvice.afterTimeout(10, 0, false, "connectionTimeout", new SQLException("cannot open", null, 14));
        assertAdvises(advice, "see the cause", "raise");
    }

    /** The next one is begun as it should have been. */
    @Test
    void adaptiveBeginNeedsNoSetting() throws SQLException {
        create();
        try (var dataSource = open(options -> options.beginMode(BeginMode.ADAPTIVE));
                Connection reader = dataSource.getConnection();
                Connection writer = dataSource.getConnection()) {
            Sql.execute(reader, "BEGIN DEFERRED");
            assertEquals(0, Sql.ask(reader, "SELECT count(*) FROM t"));
            Sql.execute(writer, "INSERT INTO t VALUES (1)");
            String message =
                    refused(StaleSnapshotException.class, () -> Sql.execute(reader, "INSERT INTO t VALUES (2)"));
            assertAdvises(message, "Run it again", "beginMode");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ADAPTIVE")
    void beginThatIsImmediateAlready(BeginMode mode) throws SQLException {
        create();
        try (var dataSource = open(options -> options.beginMode(mode));
                Connection reader = dataSource.getConnection();
                Connection writer = dataSource.getConnection()) {
            Sql.execute(reader, "BEGIN DEFERRED");
            try (Statement statement = reader.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
                assertTrue(rows.next());
            }
            Sql.execute(writer, "INSERT INTO t VALUES (1)");
            String message =
                    refused(StaleSnapshotException.class, () -> Sql.execute(reader, "INSERT INTO t VALUES (2)"));
            Sql.execute(reader, "ROLLBACK");
            if (mode == BeginMode.IMMEDIATE) {
                assertAdvises(message, "begin it with BEGIN IMMEDIATE", "beginMode=IMMEDIATE");
            } else {
                assertAdvises(message, "begin it with beginMode=IMMEDIATE");
            }
        }
    }

    private static String nestedWrite(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection reader = dataSource.getConnection();
                Connection writer = dataSource.getConnection()) {
            Sql.execute(writer, "CREATE TABLE IF NOT EXISTS t(a)");
            Sql.execute(writer, "INSERT INTO t VALUES (1)");
            reader.setReadOnly(true);
            reader.setAutoCommit(false);
            Sql.execute(reader, "SELECT a FROM t");
            return refused(NestedWriteException.class, () -> Sql.execute(writer, "INSERT INTO t VALUES (2)"));
        }
    }

    @Test
    void databaseThatCanHaveNoLog() throws SQLException {
        SqliteConfig memory = SqliteConfig.builder(":memory:").build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(memory)) {
            assertAdvises(nestedWrite(dataSource), "write through the same connection", "journal_mode");
        }
    }

    @Test
    void logThatWasAskedFor() throws SQLException {
        create();
        try (var dataSource = open(options -> options.pragma("journal_mode", "DELETE"))) {
            assertAdvises(nestedWrite(dataSource), "use journal_mode=WAL");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_mode=1", "mode=ro", "immutable=1"})
    void databaseThatIsReadOnly(String option) throws SQLException {
        create();
        String url = option.startsWith("open_mode") ? file() + "?" + option : "file:" + file() + "?" + option;
        try (Connection connection = DriverManager.getConnection("jdbc:safesqlite:" + url)) {
            String insert = "INSERT INTO t VALUES (1)";
            assertAdvises(
                    refused(ReadOnlySessionException.class, () -> Sql.execute(connection, insert)), "Remove " + option);
            connection.setReadOnly(true);
            assertAdvises(
                    refused(ReadOnlySessionException.class, () -> Sql.execute(connection, insert)),
                    "Remove " + option,
                    "setReadOnly(false)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open_mode=1", "mode=ro", "mode=rw"})
    void missingFile(String option) {
        String url = option.startsWith("open_mode") ? file() + "?" + option : "file:" + file() + "?" + option;
        String message = refused(
                OpenFailedException.class,
                () -> DriverManager.getConnection("jdbc:safesqlite:" + url).close());
        assertAdvises(message, "remove " + option + ".");
    }

    @Test
    void nothingIsAdvisedToSomebodyWhoReadsOnlyThatIsSetAlready() {
        for (ReadOnlyFile obstacle : ReadOnlyFile.values()) {
            assertAdvises(obstacle.fix(), "once for writing", "open_mode", "mode=ro");
        }
    }

    @Test
    void pragmaThatMayDiffer() throws Exception {
        create();
        String message = refused(
                OpenFailedException.class,
                () -> open(options -> options.pragma("page_size", "8192")).close());
        assertAdvises(message, "set pragmaMismatch=warn");
        try (CapturedLog log = new CapturedLog();
                var dataSource =
                        open(options -> options.pragma("page_size", "8192").pragmaMismatch(PragmaMismatch.WARN));
                Connection connection = dataSource.getConnection()) {
            Sql.execute(connection, "SELECT a FROM t");
            assertAdvises(log.text(), "PRAGMA page_size was set to 8192 but reads", "set pragmaMismatch");
        }
    }

    @Test
    void ownLockIsNotWaitedFor() throws SQLException {
        create();
        try (var dataSource = open(options -> {});
                Connection reader = dataSource.getConnection();
                Connection importing = dataSource.getConnection()) {
            reader.setReadOnly(true);
            reader.setAutoCommit(false);
            Sql.execute(reader, "SELECT a FROM t");
            Sql.execute(importing, "PRAGMA locking_mode=EXCLUSIVE");
            String message = refused(BusyException.class, () -> Sql.execute(importing, "INSERT INTO t VALUES (1)"));
            assertAdvises(message, "locking_mode=NORMAL", "raise writeTimeout");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "1h"})
    void readsThatEndByThemselves(String maxReadAge) throws Exception {
        create();
        try (CapturedLog log = new CapturedLog();
                var dataSource = open(options -> options.option("maxReadAge", maxReadAge)
                        // A checkpoint makes the writer wait for a moment.
                        .writeTimeout(Waiting.LONG)
                        .walSoftLimit(64 << 10)
                        .checkpointInterval(Duration.ofMillis(20))
                        .pinThreshold(Duration.ofMillis(1)));
                Connection reader = dataSource.getConnection();
                Connection writer = dataSource.getConnection()) {
            Sql.execute(writer, "INSERT INTO t VALUES (1)");
            reader.setReadOnly(true);
            reader.setAutoCommit(false);
            Sql.execute(reader, "SELECT a FROM t");
            for (int i = 0; i < 4; i++) {
                Sql.execute(writer, "INSERT INTO t VALUES (zeroblob(65536))");
            }
            Waiting.until(() -> log.text().contains("pins the write-ahead log"));
            boolean off = maxReadAge.equals("off");
            assertAdvises(log.text(), off ? "or set maxReadAge" : "or lower maxReadAge", off ? "or lower" : "or set");
        }
    }

    @Test
    void everyExceptionHasItsCase() {
        Set<String> found = new ClassFileImporter()
                .importPackages("io.github.safesqlite.error").stream()
                        .filter(type -> type.isAssignableTo(Throwable.class))
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.isEmpty() && !name.endsWith("Test"))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> known = new TreeSet<>(EXCEPTIONS.keySet());
        known.addAll(ADVISES_NO_SETTING);
        assertEquals(known, found);
    }

    @Test
    void everyTextThatAdvisesASettingHasItsCase() throws Exception {
        Set<String> found = new TreeSet<>();
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
            tree.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
        }
        for (Path source : sources) {
            String name = source.getFileName().toString().replace(".java", "");
            if (!name.startsWith("Option")) {
                texts(Files.readString(source)).forEach(text -> found.addAll(advised(name, text)));
            }
        }
        assertEquals(new TreeSet<>(TEXTS.keySet()), found);
    }

    /** The string literals of a source, those that are put together as one. */
    private static List<String> texts(String source) {
        String literal = "\"((?:[^\"\\\\]|\\\\.)*+)\"";
        Matcher whole =
                Pattern.compile(literal + "(?:\\s*+\\+\\s*+" + literal + ")*+").matcher(source);
        List<String> texts = new ArrayList<>();
        while (whole.find()) {
            texts.add(Pattern.compile(literal)
                    .matcher(whole.group())
                    .results()
                    .map(part -> part.group(1))
                    .collect(Collectors.joining()));
        }
        return texts;
    }

    private static Set<String> advised(String name, String text) {
        String verbs = "(?:\\b(?:raise|lower|(?<!has |was )set|use|with|remove)\\b|%s )";
        String settings = Stream.concat(
                        SqliteConfig.descriptions().keySet().stream(),
                        Stream.of("open_mode", "mode", "immutable", "journal_mode", "locking_mode", "synchronous"))
                .collect(Collectors.joining("|"));
        Set<String> found = new TreeSet<>();
        Matcher named = Pattern.compile(verbs + "[^.;:(]*?\\b(" + settings + ")\\b(?! [a-z])", Pattern.CASE_INSENSITIVE)
                .matcher(text);
        for (int at = 0; named.find(at); at = named.start(1)) {
            found.add(name + " " + named.group(1));
        }
        if (Pattern.compile("\\b(?:raise|lower|remove|begin it with) $", Pattern.CASE_INSENSITIVE)
                .matcher(text)
                .find()) {
            found.add(name + " …");
        }
        return found;
    }
}
