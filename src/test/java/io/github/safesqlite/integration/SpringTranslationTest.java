// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.BackupException;
import io.github.safesqlite.error.BusyException;
import io.github.safesqlite.error.ConnectionTimeoutException;
import io.github.safesqlite.error.DatabaseGoneException;
import io.github.safesqlite.error.NestedWriteException;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.error.ReadOnlySessionException;
import io.github.safesqlite.error.SessionClosedException;
import io.github.safesqlite.error.StaleSnapshotException;
import io.github.safesqlite.error.StatementCancelledException;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.error.TransactionAbortedException;
import io.github.safesqlite.error.WriteDeadlockException;
import io.github.safesqlite.error.WriteGateTimeoutException;
import io.github.safesqlite.event.HolderInfo;
import io.github.safesqlite.internal.text.QueryTimeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

/** What Spring's default translator makes of our exceptions: what docs/errors.md says. */
class SpringTranslationTest {
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\|[^|]*\\|[^|]*\\|[^|]*\\| `(\\w+)` \\|.*");

    @TempDir
    Path folder;

    /** One of each type. */
    private static List<SQLException> samples() {
        Duration second = Duration.ofSeconds(1);
        var busy = new SQLException("busy", null, 5);
        var holder = new HolderInfo(2, "app", Thread.currentThread(), second, "UPDATE", List.of());
        return List.of(
                WriteGateTimeoutException.of("app", second, "writeTimeout", null, 0),
                BusyException.attemptsExhausted(
                        "app", "INSERT", 3, second, "retryAttempts", 5, "Somebody has the lock.", busy),
                StaleSnapshotException.of("app", "INSERT", null, "beginMode=IMMEDIATE", busy),
                WriteDeadlockException.of("app", 1, "INSERT", "other.db", holder),
                NestedWriteException.of("app", 1, "INSERT", holder),
                ConnectionTimeoutException.of("app", second, "connectionTimeout", "active=1", List.of(), "Wait.", null),
                SessionClosedException.closed("app", 1),
                TransactionAbortedException.of("app", 1, "commit", 13, busy),
                ReadOnlySessionException.of("app", 1, "INSERT"),
                StatementCancelledException.cancelled("app", 1, "SELECT", null),
                QueryTimeouts.exceeded("app", 1, "SELECT", second, null),
                BackupException.of("app", "back up", "no", "Fix it.", null),
                DatabaseGoneException.of("app", "app.db"),
                StorageException.full("app", "app.db", new SQLException("disk is full", null, 13)),
                OpenFailedException.of("app", "app.db", "no", "Fix it.", 14, null));
    }

    @Test
    void translationsAreThoseOfTheDocumentation() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/errors.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), row.group(2));
            }
        }
        var translator = new SQLExceptionSubclassTranslator();
        Map<String, String> translated = new TreeMap<>();
        for (SQLException sample : samples()) {
            DataAccessException translation = translator.translate("task", "SQL", sample);
            if (translation == null) {
                // As JdbcTemplate does.
                translation = new UncategorizedSQLException("task", "SQL", sample);
            }
            assertSame(sample, translation.getCause());
            translated.put(
                    sample.getClass().getSimpleName(), translation.getClass().getSimpleName());
        }
        assertEquals(documented, translated);
    }

    @Test
    void gateTimeoutReachesTheTemplateAsARetryableLockFailure() throws Exception {
        var config = SqliteConfig.builder(folder.resolve("app.db"))
                .writeTimeout(Duration.ofMillis(50))
                .build();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config);
                Connection writer = dataSource.getConnection();
                Statement statement = writer.createStatement()) {
            statement.executeUpdate("CREATE TABLE t (a)");
            writer.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t VALUES (1)");
            var done = new CountDownLatch(1);
            var failure = other.submit(() -> {
                try {
                    return assertThrows(
                            CannotAcquireLockException.class,
                            () -> new JdbcTemplate(dataSource).update("INSERT INTO t VALUES (2)"));
                } finally {
                    done.countDown();
                }
            });
            assertTrue(done.await(60, TimeUnit.SECONDS));
            assertInstanceOf(WriteGateTimeoutException.class, failure.get().getCause());
            writer.commit();
        } finally {
            other.shutdownNow();
        }
    }
}
