// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.MaintenanceReport;
import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.setup.Backwards;
import io.github.safesqlite.setup.Twice;
import io.github.safesqlite.setup.TwiceCustomizer;
import io.github.safesqlite.testing.Sql;
import io.github.safesqlite.testing.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.Collation;
import org.sqlite.Function;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteDataSource;

/** A schema that needs functions and collations of the application. */
class SchemaWithCodeTest {
    private static final String[] SCHEMA = {
        "create table t (id integer primary key, a integer check (twice(a) > 0), name text collate backwards)",
        "create index by_function on t (twice(a))",
        "create index by_collation on t (name)",
        "create index partly on t (a) where twice(a) > 4",
        "create view v as select twice(a) as d from t order by name collate backwards",
        "create trigger tr after insert on t when twice(new.a) = 6 begin update t set a = a where id = new.id; end",
        "insert into t (a, name) values (1, 'x'), (2, 'y'), (3, 'z')"
    };

    @TempDir
    Path folder;

    private Path file;
    private Path copy;

    @BeforeEach
    void names() {
        file = folder.resolve("app.db");
        copy = folder.resolve("copy.db");
    }

    private static void register(Connection connection) throws SQLException {
        Function.create(
                connection,
                "twice",
                new Function() {
                    @Override
                    protected void xFunc() throws SQLException {
                        result(2 * value_int(0));
                    }
                },
                1,
                Function.FLAG_DETERMINISTIC);
        Collation.create(connection, "backwards", new Collation() {
            @Override
            protected int xCompare(String first, String second) {
                return second.compareTo(first);
            }
        });
    }

    /** Who registers the code. */
    enum Owner {
        CUSTOMIZER {
            @Override
            ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
                return new ConcurrencySafeSqliteDataSource(config.connectionCustomizer(SchemaWithCodeTest::register)
                        .build());
            }
        },
        CUSTOMIZER_CLASS {
            @Override
            ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
                return new ConcurrencySafeSqliteDataSource(
                        config.customizer(TwiceCustomizer.class.getName()).build());
            }
        },
        FUNCTIONS {
            @Override
            ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
                return new ConcurrencySafeSqliteDataSource(
                        config.function("twice", Twice::new, 1, Function.FLAG_DETERMINISTIC)
                                .collation("backwards", Backwards::new)
                                .build());
            }
        },
        FUNCTIONS_AROUND_A_DATA_SOURCE {
            @Override
            ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
                SqliteConfig built =
                        config.customizer(TwiceCustomizer.class.getName()).build();
                var own = new SQLiteDataSource();
                own.setUrl("jdbc:sqlite:" + built.file());
                return ConcurrencySafeSqliteDataSource.wrap(own, built);
            }
        },
        WRAPPED_DATA_SOURCE {
            @Override
            ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException {
                var own = new SQLiteDataSource() {
                    @Override
                    public SQLiteConnection getConnection(String user, String password) throws SQLException {
                        SQLiteConnection connection = super.getConnection(user, password);
                        register(connection);
                        return connection;
                    }
                };
                own.setUrl("jdbc:sqlite:" + config.build().file());
                return ConcurrencySafeSqliteDataSource.wrap(own, config.build());
            }
        };

        abstract ConcurrencySafeSqliteDataSource open(SqliteConfigBuilder config) throws SQLException;
    }

    private static int sum(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select sum(d) from v")) {
            row.next();
            return row.getInt(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isBackedUpAndRestored(Owner owner) throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = owner.open(SqliteConfig.builder(file))) {
            Sql.run(dataSource, SCHEMA);
            dataSource.backup(copy);
            Sql.run(dataSource, "delete from t");
            dataSource.restore(copy);
            assertEquals(12, sum(dataSource));
            dataSource.backup(copy);
        }
    }

    @Test
    void isRestoredIntoANewDatabase() throws Exception {
        try (ConcurrencySafeSqliteDataSource dataSource = Owner.CUSTOMIZER.open(SqliteConfig.builder(file))) {
            Sql.run(dataSource, SCHEMA);
            dataSource.backup(copy);
        }
        Path fresh = folder.resolve("fresh.db");
        try (ConcurrencySafeSqliteDataSource dataSource = Owner.CUSTOMIZER.open(SqliteConfig.builder(fresh))) {
            dataSource.restore(copy);
            assertEquals(12, sum(dataSource));
        }
    }

    /** It can not be attached to one of another encoding, so it is opened by itself. What a wrapped DataSource registers is not there. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WRAPPED_DATA_SOURCE")
    void aCopyOfAnotherEncodingIsChecked(Owner owner) throws Exception {
        Path wide = folder.resolve("wide.db");
        try (ConcurrencySafeSqliteDataSource dataSource =
                owner.open(SqliteConfig.builder(wide).pragma("encoding", "UTF-16le"))) {
            Sql.run(dataSource, SCHEMA);
            dataSource.backup(copy);
        }
        try (ConcurrencySafeSqliteDataSource dataSource = owner.open(SqliteConfig.builder(file))) {
            Sql.run(dataSource, "create table other(a)");
            dataSource.restore(copy);
        }
        try (ConcurrencySafeSqliteDataSource dataSource = owner.open(SqliteConfig.builder(file))) {
            assertEquals(12, sum(dataSource));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isMaintained(Owner owner) throws Exception {
        Queue<MaintenanceReport> reports = new ConcurrentLinkedQueue<>();
        Path backups = Files.createDirectory(folder.resolve("backups"));
        SqliteConfigBuilder config = SqliteConfig.builder(file)
                .optimizeInterval(Duration.ofMillis(20))
                .checkInterval(Duration.ofMillis(20))
                .backupDirectory(backups)
                .backupInterval(Duration.ofMillis(20))
                .listener(new SqliteListener() {
                    @Override
                    public void maintained(MaintenanceReport report) {
                        reports.add(report);
                    }
                });
        try (ConcurrencySafeSqliteDataSource dataSource = owner.open(config)) {
            Sql.run(dataSource, SCHEMA);
            reports.clear();
            Waiting.until(() -> Stream.of("optimize", "check", "backup")
                    .allMatch(name -> reports.stream()
                                    .filter(report -> report.task().equals(name))
                                    .count()
                            > 1));
        }
        // A run may have begun before the table was there; none may fail.
        assertTrue(reports.stream().allMatch(MaintenanceReport::succeeded), reports::toString);
        try (Stream<Path> made = Files.list(backups)) {
            assertTrue(made.count() > 0);
        }
    }
}
