// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.durability;

import static io.github.safesqlite.durability.PermissionCase.check;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.StorageException;
import io.github.safesqlite.testing.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * A process whose files may not grow beyond a limit, which is then lifted. A program of its own, since a limit is for all that a
 * process writes, and is set when the driver has written its library; prints the journal mode with which everything went as it should.
 */
final class FileLimit {
    private static final String INSERT = "insert into t values (randomblob(3000))";
    private static final int MOST = 10_000;

    private FileLimit() {}

    /** Its arguments are the folder and the journal mode. */
    public static void main(String[] arguments) throws Exception {
        SqliteConfig config = SqliteConfig.builder(Path.of(arguments[0], "app.db"))
                .pragma("journal_mode", arguments[1])
                .build();
        try (var dataSource = new ConcurrencySafeSqliteDataSource(config)) {
            Sql.run(dataSource, "create table t (body)");
            limit("524288:unlimited");
            int acknowledged = writeUntilRefused(dataSource);
            assertStored(dataSource, acknowledged);
            transactionIsUndone(dataSource);
            assertStored(dataSource, acknowledged);
            limit("unlimited");
            Sql.run(dataSource, INSERT);
            assertStored(dataSource, acknowledged + 1);
        }
        System.out.println(arguments[1]);
    }

    private static int writeUntilRefused(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        for (int acknowledged = 0; acknowledged < MOST; acknowledged++) {
            try {
                Sql.run(dataSource, INSERT);
            } catch (StorageException refused) {
                assertClear(refused);
                return acknowledged;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    private static void transactionIsUndone(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (int row = 0; row < MOST; row++) {
                    Sql.run(connection, INSERT);
                }
                connection.commit();
                throw new AssertionError("a transaction was not refused");
            } catch (StorageException refused) {
                assertClear(refused);
                connection.rollback();
            }
        }
    }

    private static void assertClear(StorageException refused) {
        System.err.println(refused.getMessage());
        check(refused.getMessage().contains("disk I/O failed"), refused.toString());
    }

    private static void assertStored(ConcurrencySafeSqliteDataSource dataSource, int rows) throws SQLException {
        check(Sql.rows(dataSource) == rows, "all that was acknowledged, and nothing else");
        check("ok".equals(Sql.text(dataSource, "pragma integrity_check")), "it is intact");
        check(dataSource.statistics().openSessions() == 0, "no connection is open");
        check(dataSource.statistics().active() == 0, "nothing is bound");
        check(dataSource.snapshot().gate().holder() == null, "the gate is free");
    }

    private static void limit(String bytes) throws Exception {
        long own = ProcessHandle.current().pid();
        Process process = new ProcessBuilder("prlimit", "--pid", String.valueOf(own), "--fsize=" + bytes)
                .inheritIO()
                .start();
        check(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, "the limit is set");
    }
}
