// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a parameter is when its object changes between the setter and the execution: the same as on the driver. */
class ChangedAfterItWasSetTest {
    private static final long NOON = 1_795_867_200_000L;

    @TempDir
    Path folder;

    /** Sets the first parameter, and changes what it was set to. */
    @FunctionalInterface
    private interface Call {
        void on(PreparedStatement statement) throws SQLException;
    }

    enum Change {
        DATE(statement -> {
            Date date = new Date(NOON);
            statement.setDate(1, date);
            date.setTime(0);
        }),
        TIME(statement -> {
            Time time = new Time(NOON);
            statement.setTime(1, time);
            time.setTime(0);
        }),
        TIMESTAMP_AND_CALENDAR(statement -> {
            Timestamp timestamp = new Timestamp(NOON);
            Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("GMT+03:00"));
            statement.setTimestamp(1, timestamp, calendar);
            timestamp.setTime(0);
            calendar.setTimeZone(TimeZone.getTimeZone("GMT-05:00"));
        }),
        TIME_ZONE(statement -> {
            TimeZone zone = TimeZone.getTimeZone("GMT+03:00");
            Calendar calendar = Calendar.getInstance();
            calendar.setTimeZone(zone);
            statement.setDate(1, new Date(NOON), calendar);
            zone.setRawOffset(0);
        }),
        DEFAULT_TIME_ZONE(statement -> {
            TimeZone before = TimeZone.getDefault();
            TimeZone.setDefault(TimeZone.getTimeZone("GMT+09:00"));
            try {
                statement.setTimestamp(1, new Timestamp(NOON));
            } finally {
                TimeZone.setDefault(before);
            }
        }),
        JAVA_UTIL_DATE(statement -> {
            java.util.Date date = new java.util.Date(NOON);
            statement.setObject(1, date);
            date.setTime(0);
        }),
        DATE_OF_ITS_OWN(statement -> {
            long[] now = {NOON};
            statement.setObject(1, new Timestamp(0) {
                @Override
                public long getTime() {
                    return now[0];
                }
            });
            now[0] = 0;
        }),
        CALENDAR_OBJECT(statement -> {
            Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("UTC"));
            calendar.setTimeInMillis(NOON);
            statement.setObject(1, calendar);
            calendar.setTimeInMillis(0);
        }),
        STRING_BUILDER(statement -> {
            StringBuilder text = new StringBuilder("before");
            statement.setObject(1, text);
            text.append(" and after");
        }),
        LIST(statement -> {
            List<String> list = new ArrayList<>(List.of("before"));
            statement.setObject(1, list);
            list.add("after");
        }),
        LIST_WITH_TYPE(statement -> {
            List<String> list = new ArrayList<>(List.of("before"));
            statement.setObject(1, list, java.sql.Types.VARCHAR);
            list.add("after");
        }),
        LIST_WITH_TYPE_AND_LENGTH(statement -> {
            List<String> list = new ArrayList<>(List.of("before"));
            statement.setObject(1, list, java.sql.Types.VARCHAR, 10);
            list.add("after");
        }),
        DECIMAL_OF_ITS_OWN(statement -> {
            String[] text = {"1.50"};
            statement.setBigDecimal(1, new BigDecimal("1.50") {
                @Override
                public String toString() {
                    return text[0];
                }
            });
            text[0] = "99";
        }),
        /** The driver keeps the array itself, and a copy of a large one would cost what nobody asked for. */
        BYTES(statement -> {
            byte[] bytes = {1, 2};
            statement.setBytes(1, bytes);
            bytes[0] = 9;
        }),
        BYTES_OBJECT(statement -> {
            byte[] bytes = {1, 2};
            statement.setObject(1, bytes);
            bytes[0] = 9;
        }),
        READER(statement -> {
            Reader reader = new StringReader("abcdef");
            statement.setCharacterStream(1, reader, 3);
            close(reader);
        }),
        REST_OF_A_READER(statement -> {
            Reader reader = new StringReader("abcdef");
            statement.setCharacterStream(1, reader, 2L);
            statement.setClob(1, reader, 3);
        }),
        READER_IN_SMALL_PARTS(statement -> statement.setCharacterStream(1, new OneByOne("abcdef"), 4)),
        STREAM(statement -> {
            InputStream stream = new ByteArrayInputStream("abcdef".getBytes(StandardCharsets.UTF_8));
            statement.setBinaryStream(1, stream, 2);
            statement.setAsciiStream(1, stream, 3);
        });

        private final Call call;

        Change(Call call) {
            this.call = call;
        }

        private static void close(Reader reader) {
            try {
                reader.close();
            } catch (IOException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    /** Gives one character with each read. */
    private static final class OneByOne extends FilterReader {
        OneByOne(String text) {
            super(new StringReader(text));
        }

        @Override
        public int read(char[] part, int from, int length) throws IOException {
            return super.read(part, from, Math.min(1, length));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AS_THEY_ARE", "TEXT", "REAL"})
    @SinceDriver("3.50.3.0")
    void isStoredAsByTheDriver(DateOptions options) throws Exception {
        assertEquals(stored(WayIn.PLAIN_DRIVER, options), stored(WayIn.OWN_POOL, options));
    }

    private String stored(WayIn way, DateOptions options) throws Exception {
        StringBuilder stored = new StringBuilder();
        try (DateOptions.Opened opened = options.open(way, folder);
                Statement statement = opened.connection().createStatement();
                PreparedStatement insert = prepared(opened.connection(), statement)) {
            for (Change change : Change.values()) {
                change.call.on(insert);
                insert.executeUpdate();
                change.call.on(insert);
                insert.addBatch();
                insert.executeBatch();
                try (ResultSet row = statement.executeQuery(
                        "SELECT group_concat(typeof(a) || ' ' || quote(a)) FROM t WHERE rowid > (SELECT max(rowid) FROM t) - 2")) {
                    assertTrue(row.next());
                    stored.append(change).append(' ').append(row.getString(1)).append('\n');
                }
            }
        }
        return stored.toString();
    }

    private static PreparedStatement prepared(Connection connection, Statement statement) throws SQLException {
        statement.executeUpdate("CREATE TABLE t(a)");
        return connection.prepareStatement("INSERT INTO t VALUES(?)");
    }

    @ParameterizedTest
    @Through.DriverAndOurs
    void objectThatFailsDoesSoInTheSetter(WayIn way) throws Exception {
        try (DateOptions.Opened opened = DateOptions.AS_THEY_ARE.open(way, folder);
                Statement statement = opened.connection().createStatement();
                PreparedStatement insert = prepared(opened.connection(), statement)) {
            insert.setObject(1, "before");
            assertThrows(
                    ArrayStoreException.class,
                    () -> insert.setObject(1, new Object() {
                        @Override
                        public String toString() {
                            throw new ArrayStoreException();
                        }
                    }));
            Reader closed = new StringReader("x");
            closed.close();
            assertThrows(SQLException.class, () -> insert.setCharacterStream(1, closed, 1));
            insert.executeUpdate();
            try (ResultSet row = statement.executeQuery("SELECT a FROM t")) {
                assertTrue(row.next());
                assertEquals("before", row.getString(1));
            }
        }
    }
}
