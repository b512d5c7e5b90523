// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** Calls that belong together, each through every way in as on the driver; single calls are in {@link EveryMethodTest}. */
class JdbcCallsTest extends SideBySide {
    private static final String INSERT = "INSERT INTO t(a) VALUES('x'), ('y')";

    /** Text that a call gives, or that it fails. */
    @FunctionalInterface
    private interface Call {
        Object run() throws Exception;
    }

    private static String outcome(Call call) {
        try {
            return String.valueOf(call.run());
        } catch (SQLException failure) {
            return "fails";
        } catch (Exception other) {
            return other.getClass().getName();
        }
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void executionsTellTheirCounts(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            StringBuilder told = new StringBuilder();
            told.append(statement.execute(INSERT)).append(statement.getUpdateCount());
            told.append(statement.getMoreResults()).append(statement.getUpdateCount());
            told.append(statement.execute("SELECT 1")).append(rows(statement.getResultSet()));
            told.append(statement.executeUpdate(INSERT, Statement.RETURN_GENERATED_KEYS));
            told.append(statement.executeUpdate(INSERT, Statement.NO_GENERATED_KEYS));
            told.append(statement.executeLargeUpdate("UPDATE t SET b = 7"));
            told.append(statement.execute(INSERT, Statement.RETURN_GENERATED_KEYS));
            try (PreparedStatement update = connection.prepareStatement("DELETE FROM t WHERE id > ?")) {
                update.setInt(1, 6);
                told.append(update.execute()).append(update.getUpdateCount());
                told.append(update.getMoreResults()).append(update.getUpdateCount());
                update.setInt(1, 4);
                told.append(update.executeLargeUpdate());
            }
            return told;
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void updateOfSeveralStatementsRunsAll(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            int count = statement.executeUpdate(INSERT + "; DELETE FROM t WHERE id = 1; -- end\n");
            String failed =
                    outcome(() -> statement.executeUpdate("DELETE FROM t WHERE id = 2; INSERT INTO nowhere VALUES(1)"));
            return count + failed + statement.executeUpdate("BEGIN; UPDATE t SET b = 9 WHERE id = 3; COMMIT");
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void batchesCountAndAreEmptyAfterwards(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.addBatch(INSERT);
            statement.addBatch("UPDATE t SET b = 3 WHERE id = 1");
            String counts = Arrays.toString(statement.executeBatch()) + Arrays.toString(statement.executeBatch());
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a, b) VALUES(?, ?)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setString(1, "row " + i);
                    insert.setInt(2, i);
                    insert.addBatch();
                }
                counts += Arrays.toString(insert.executeLargeBatch()) + Arrays.toString(insert.executeBatch());
                insert.setString(1, "dropped");
                insert.setInt(2, 1);
                insert.addBatch();
                insert.clearBatch();
                return counts + Arrays.toString(insert.executeBatch());
            }
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void rowsAreLimitedAndFetchedAsAsked(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.setMaxRows(2);
            statement.setFetchSize(1);
            String limited = rows(statement.executeQuery("SELECT id FROM t"));
            limited += statement.getMaxRows();
            statement.setLargeMaxRows(3);
            limited += rows(statement.executeQuery("SELECT id FROM t")) + statement.getLargeMaxRows();
            statement.setMaxRows(0);
            limited += rows(statement.executeQuery("SELECT id FROM t"));
            try (ResultSet rows = statement.executeQuery("SELECT id FROM t")) {
                rows.setFetchSize(10);
                limited +=
                        rows.getFetchSize() + " " + rows.isBeforeFirst() + rows.next() + rows.isFirst() + rows.getRow();
            }
            return limited
                    + outcome(() -> {
                        statement.setMaxRows(-1);
                        return "set";
                    });
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void streamsAndBytesComeBack(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t(a, d) VALUES(?, ?)")) {
                insert.setCharacterStream(1, new StringReader("text"), 4);
                insert.setBytes(2, new byte[] {1, 0, -1});
                insert.executeUpdate();
                insert.setAsciiStream(1, new ByteArrayInputStream(new byte[] {65, 66}), 2);
                insert.setBinaryStream(2, new ByteArrayInputStream(new byte[] {9, 8, 7}), 3);
                insert.executeUpdate();
                insert.setObject(1, 'c');
                insert.setObject(2, new byte[] {5});
                insert.executeUpdate();
            }
            StringBuilder read = new StringBuilder();
            try (ResultSet rows = statement.executeQuery("SELECT a, d FROM t WHERE id > 5")) {
                while (rows.next()) {
                    read.append(outcome(() -> rows.getCharacterStream(1).read()));
                    read.append(outcome(() -> rows.getAsciiStream(1).read()));
                    read.append(outcome(
                            () -> Arrays.toString(rows.getBinaryStream(2).readAllBytes())));
                    read.append(outcome(() -> Arrays.toString(rows.getBlob(2).getBytes(1, 2))));
                    read.append(outcome(() -> rows.getBlob(2).length()));
                    read.append(outcome(() -> rows.getClob(1).getSubString(1, 2)));
                }
            }
            return read;
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void datesAndNumbersComeBack(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            List<Object> values = List.of(
                    Date.valueOf("2026-11-21"),
                    Time.valueOf("12:34:56"),
                    Timestamp.valueOf("2026-11-21 12:34:56.789"),
                    LocalDate.of(2026, 11, 21),
                    LocalTime.of(12, 34, 56),
                    LocalDateTime.of(2026, 11, 21, 12, 34, 56),
                    OffsetDateTime.of(2026, 11, 21, 12, 34, 56, 0, ZoneOffset.UTC),
                    Instant.ofEpochSecond(1_700_000_000),
                    new BigDecimal("123456789012345678901234567890.12"),
                    Long.MIN_VALUE,
                    1.5f,
                    true,
                    (short) 3);
            StringBuilder read = new StringBuilder();
            for (Object value : values) {
                try (PreparedStatement echo = connection.prepareStatement("SELECT ?, typeof(?1)")) {
                    read.append(outcome(() -> {
                        echo.setObject(1, value);
                        return "";
                    }));
                    try (ResultSet row = echo.executeQuery()) {
                        row.next();
                        read.append(row.getString(1)).append(row.getString(2));
                        for (Class<?> type : List.of(
                                LocalDate.class,
                                LocalTime.class,
                                LocalDateTime.class,
                                BigDecimal.class,
                                Long.class,
                                Boolean.class)) {
                            read.append(' ').append(outcome(() -> row.getObject(1, type)));
                        }
                        read.append(outcome(() -> row.getDate(1))).append(outcome(() -> row.getTime(1)));
                        read.append(outcome(() -> row.getTimestamp(1))).append('\n');
                    }
                }
            }
            return read;
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void keysOfEveryFormOfInsert(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.executeUpdate("INSERT INTO t(a) VALUES('k')", Statement.RETURN_GENERATED_KEYS);
            String keys = rows(statement.getGeneratedKeys());
            statement.execute("REPLACE INTO t(id, a) VALUES(1, 'r')", Statement.RETURN_GENERATED_KEYS);
            keys += rows(statement.getGeneratedKeys());
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO t(a) VALUES('p')", Statement.RETURN_GENERATED_KEYS)) {
                insert.executeUpdate();
                keys += rows(insert.getGeneratedKeys());
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO t(a) VALUES('i')", new int[] {1})) {
                insert.execute();
                keys += rows(insert.getGeneratedKeys());
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO t(a) VALUES('n')", new String[] {"id"})) {
                insert.executeUpdate();
                keys += rows(insert.getGeneratedKeys());
            }
            return keys + rows(statement.executeQuery("INSERT INTO t(a) VALUES('q'), ('s') RETURNING id, a"));
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    @SinceDriver("3.54.1.0")
    void savepointsNest(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            Savepoint outer = connection.setSavepoint("outer one");
            statement.executeUpdate("INSERT INTO t(a) VALUES('gone')");
            Savepoint inner = connection.setSavepoint();
            statement.executeUpdate("INSERT INTO t(a) VALUES('gone too')");
            connection.releaseSavepoint(inner);
            connection.rollback(outer);
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept too')");
            connection.releaseSavepoint(outer);
            connection.commit();
            return outer.getSavepointName();
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void autoCommitOnCommitsAndCloseRollsBack(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t(a) VALUES('kept')");
            connection.setAutoCommit(true);
            connection.setAutoCommit(false);
            statement.executeUpdate("INSERT INTO t(a) VALUES('lost')");
            connection.close();
            return outcome(() -> statement.executeUpdate(INSERT))
                    + outcome(connection::getMetaData)
                    + connection.isClosed();
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void statementClosesOnCompletion(WayIn way) throws SQLException {
        same(way, (connection, statement) -> {
            statement.closeOnCompletion();
            ResultSet rows = statement.executeQuery("SELECT 1");
            String told = statement.isCloseOnCompletion() + " " + statement.isClosed();
            rows.close();
            return told + statement.isClosed();
        });
    }

    /** What these calls should give, the driver gives something else. */
    @ParameterizedTest
    @Through.DriverAndOurs
    void whatTheDriverForgets(WayIn way) throws SQLException {
        boolean driver = way == WayIn.PLAIN_DRIVER;
        run(way, (connection, statement) -> {
            statement.setFetchSize(1);
            statement.executeQuery("SELECT 1").close();
            assertEquals(driver ? 0 : 1, statement.getFetchSize());
            connection.setAutoCommit(false);
            Savepoint named = connection.setSavepoint("a");
            Savepoint unnamed = connection.setSavepoint();
            assertEquals(driver ? "1" : "fails", outcome(named::getSavepointId));
            assertEquals(driver ? "SQLITE_SAVEPOINT_2" : "fails", outcome(unnamed::getSavepointName));
            return "";
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void severalStatementsAreNotDropped(WayIn way) throws SQLException {
        String both = "INSERT INTO p VALUES(8); INSERT INTO p VALUES(9)";
        run(way, (connection, statement) -> {
            statement.execute(both);
            assertEquals(
                    way == WayIn.PLAIN_DRIVER ? " (Integer 8) end" : " (Integer 8) (Integer 9) end",
                    rows(statement.executeQuery("SELECT id FROM p WHERE id > 7")));
            statement.executeUpdate("DELETE FROM p");
            assertEquals(way == WayIn.PLAIN_DRIVER ? "1" : "fails", outcome(() -> {
                try (PreparedStatement prepared = connection.prepareStatement(both)) {
                    return prepared.executeUpdate();
                }
            }));
            return "";
        });
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void abortEnds(WayIn way) throws SQLException {
        run(way, (connection, statement) -> {
            connection.abort(Runnable::run);
            assertEquals(way != WayIn.PLAIN_DRIVER, connection.isClosed());
            return "";
        });
    }
}
