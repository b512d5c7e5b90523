// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.testing.SinceDriver;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rows of a RETURNING in autocommit are answered from memory. Each getter for each sort of value, and all that the metadata
 * says, must be what the driver's own result set answers in the same place.
 */
class ReadOutValuesTest {
    private static final List<String> VALUES = List.of(
            "NULL",
            "0",
            "1",
            "-7",
            "300",
            "70000",
            "2147483647",
            "2147483648",
            "-9223372036854775808",
            "1700000000",
            "1700000000000",
            "0.5",
            "1.5",
            "-0.0",
            "1e300",
            "9e999",
            "-9e999",
            "0.1",
            "1e15",
            "1e16",
            "2460000.5",
            "2299160.3",
            "2299161.7",
            "1721057.5",
            "3.141592653589793",
            "''",
            "'abc'",
            "'12'",
            "' 12x'",
            "'1e3'",
            "'1.5'",
            "'-.5e1'",
            "'+5'",
            "'5e'",
            "'0x10'",
            "'true'",
            "'Infinity'",
            "'nan'",
            "'9223372036854775808'",
            "'12345678901234567890.5'",
            "'0.1234567890123456789'",
            "'1e400'",
            "char(9, 32, 55)",
            "char(160, 56)",
            "'x' || char(0) || 'y'",
            "char(233, 8364, 128512)",
            "char(65533)",
            "'12' || char(233)",
            "'2026-11-21 12:34:56.789'",
            "'2026-11-21'",
            "'12:34:56'",
            "'2026-11-21T12:34:56'",
            "'2026-11-21 12:34:56'",
            "'2026-13-41 25:61:61.000'",
            "x''",
            "x'00'",
            "x'3132'",
            "x'31003200'",
            "x'00310032'",
            "x'e9'",
            "x'00ff10'",
            "zeroblob(3)",
            "CAST(x'ff41' AS TEXT)",
            "CAST(x'00d84100' AS TEXT)",
            "CAST(x'410d' AS TEXT)",
            "CAST(x'00' AS TEXT)");

    private static final List<String> DECLARED = List.of(
            "",
            "integer",
            "int",
            "tinyint",
            "smallint",
            "mediumint",
            "bigint",
            "unsigned big int",
            "int2",
            "int8",
            "int(11)",
            "boolean",
            "bit",
            "text",
            "varchar",
            "varchar(20)",
            "varchar (20)",
            "\"varchar(20) binary\"",
            "character(20)",
            "char(5)",
            "varying character(255)",
            "nchar(55)",
            "native character(70)",
            "nvarchar(100)",
            "clob",
            "nclob",
            "longvarchar",
            "string",
            "blob",
            "binary(3)",
            "varbinary(3)",
            "real",
            "double",
            "double precision",
            "float",
            "float(3)",
            "numeric",
            "numeric(5)",
            "decimal(10,5)",
            "decimal( 10 , 5 )",
            "decimal(-3,2)",
            "date",
            "datetime",
            "time",
            "timestamp",
            "json",
            "uuid",
            "any",
            "\"\"",
            "\"(3)\"",
            "\"x(\"",
            "\"x(99999999999)\"",
            "\"weird type (3, 4) x\"");

    private static final List<Class<?>> CLASSES = List.of(
            String.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigDecimal.class,
            BigInteger.class,
            byte[].class,
            java.sql.Date.class,
            Time.class,
            Timestamp.class,
            java.util.Date.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetDateTime.class,
            Instant.class,
            Object.class,
            java.sql.Blob.class,
            java.sql.Clob.class);

    @TempDir
    Path directory;

    /** The driver alone, and this library. */
    private record Both(Connection driver, Connection library, AutoCloseable owner) implements AutoCloseable {
        @Override
        public void close() throws Exception {
            driver.close();
            library.close();
            owner.close();
        }

        void run(String sql) throws SQLException {
            for (Connection connection : List.of(driver, library)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        }
    }

    /** Opens two new databases with this encoding, one for each. */
    private Both open(String encoding, String... options) throws SQLException {
        SqliteConfigBuilder builder =
                SqliteConfig.builder(directory.resolve("library.db")).option("synchronous", "OFF");
        StringBuilder url = new StringBuilder("?journal_mode=WAL&synchronous=OFF");
        for (String option : options) {
            String[] parts = option.split("=", 2);
            builder.option(parts[0], parts[1]);
            url.append('&').append(option);
        }
        for (String name : List.of("driver.db", "library.db")) {
            try (Connection first = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(name));
                    Statement statement = first.createStatement()) {
                statement.execute("PRAGMA encoding = '" + encoding + "'");
                statement.execute("CREATE TABLE first(a)");
            }
        }
        ConcurrencySafeSqliteDataSource source = new ConcurrencySafeSqliteDataSource(builder.build());
        String driver = "jdbc:sqlite:" + directory.resolve("driver.db") + url;
        return new Both(DriverManager.getConnection(driver), source.getConnection(), source);
    }

    /** Looks at a result set. */
    @FunctionalInterface
    private interface Look {
        String at(ResultSet rows) throws Exception;
    }

    private static String look(Connection connection, String sql, Look look) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return look.at(rows);
        }
    }

    private static void compare(Both both, String sql, String what, Look look, Map<String, String> differences)
            throws Exception {
        String driver = look(both.driver, sql, look);
        String library = look(both.library, sql, look);
        if (!driver.equals(library)) {
            differences.put(sql + " " + what, "driver " + driver + ", library " + library);
        }
    }

    /** A getter with its arguments. */
    private record Getter(Method method, @Nullable Object[] arguments) {
        String on(ResultSet rows) {
            return Shown.outcome(() -> method.invoke(rows, arguments));
        }

        @Override
        public String toString() {
            return method.getName() + Arrays.toString(method.getParameterTypes()) + Arrays.toString(arguments);
        }
    }

    private static List<Getter> getters() {
        List<Getter> getters = new ArrayList<>();
        for (Method method : ResultSet.class.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (!method.getName().startsWith("get") || types.length == 0) {
                continue;
            }
            Object column = types[0] == int.class ? (Object) 1 : "V";
            if (types.length == 1) {
                getters.add(new Getter(method, new Object[] {column}));
            } else if (types[1] == Class.class) {
                for (Class<?> type : CLASSES) {
                    getters.add(new Getter(method, new Object[] {column, type}));
                }
                getters.add(new Getter(method, new Object[] {column, null}));
            } else if (types[1] == Calendar.class) {
                Calendar calendar = Calendar.getInstance(TimeZone.getTimeZone("GMT+3"));
                calendar.setTimeInMillis(0);
                getters.add(new Getter(method, new Object[] {column, calendar}));
                getters.add(new Getter(method, new Object[] {column, null}));
            } else {
                getters.add(new Getter(method, new Object[] {column, types[1] == int.class ? (Object) 2 : null}));
            }
        }
        getters.sort(Comparator.comparing(Getter::toString));
        return getters;
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, ",
        "UTF-16le, ",
        "UTF-16be, ",
        "UTF-8, date_precision=seconds",
        "UTF-8, date_class=text&date_string_format=yyyy-MM-dd"
    })
    void everyGetterReadsEveryValueAsTheDriver(String encoding, @Nullable String options) throws Exception {
        Map<String, String> differences = new TreeMap<>();
        int cells = 0;
        try (Both both = options == null ? open(encoding) : open(encoding, options.split("&"))) {
            both.run("CREATE TABLE t(v)");
            for (String value : VALUES) {
                for (Getter getter : getters()) {
                    cells++;
                    compare(
                            both,
                            "INSERT INTO t VALUES(" + value + ") RETURNING v",
                            getter.toString(),
                            rows -> rows.next() + getter.on(rows) + Shown.outcome(rows::wasNull),
                            differences);
                }
            }
        }
        assertTrue(cells > 6_000, "cells: " + cells);
        assertEquals(Map.of(), differences);
    }

    /**
     * The same for values that nobody has thought of, read by several getters one after the other. One seed again:
     * {@code mvn -Psearch -Dtest=ReadOutValuesTest -Dreadout.seed=N -Dreadout.rounds=1 verify}.
     */
    @Test
    @Tag("search")
    void randomValuesAreReadAsByTheDriver() throws Exception {
        long first = Long.getLong("readout.seed", System.nanoTime() & 0xffff_ffffL);
        System.out.println("readout.seed=" + first);
        Map<String, String> differences = new TreeMap<>();
        try (Both both = open("UTF-8")) {
            int count = getters().size();
            both.run("CREATE TABLE t(v, i INTEGER, r REAL, s TEXT, n NUMERIC)");
            for (long seed = first; seed < first + Integer.getInteger("readout.rounds", 100_000); seed++) {
                Random random = new Random(seed);
                String value = literal(random);
                String column = "virsn".charAt(random.nextInt(5)) + "";
                int[] chosen = random.ints(4, 0, count).toArray();
                Look look = rows -> {
                    // Of its own for each: a calendar keeps what it was used for.
                    List<Getter> getters = getters();
                    StringBuilder seen = new StringBuilder();
                    while (rows.next()) {
                        for (int each : chosen) {
                            seen.append(getters.get(each).on(rows)).append(Shown.outcome(rows::wasNull));
                        }
                    }
                    return seen.toString();
                };
                String sql = "INSERT INTO t(" + column + ") VALUES(" + value + "), (" + literal(random) + ") RETURNING "
                        + column + " AS V";
                compare(both, sql, Arrays.toString(chosen) + " readout.seed=" + seed, look, differences);
            }
        }
        assertEquals(Map.of(), differences);
    }

    private static String literal(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf((1L << random.nextInt(64)) + random.nextInt(3) - 1);
            case 1 -> {
                double real = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(real) ? String.valueOf(real) : "NULL";
            }
            case 2 -> random.nextInt(-1000, 1000) + "." + random.nextInt(100_000);
            case 3 ->
                "x'"
                        + new BigInteger(8 * random.nextInt(1, 20), random)
                                .toString(16)
                                .replaceAll("^(.(..)*)$", "0$1") + "'";
            case 4 -> "CAST(" + literal(random) + " AS " + (random.nextBoolean() ? "TEXT" : "BLOB") + ")";
            default -> {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(24); i > 0; i--) {
                    char next = random.nextInt(3) == 0
                            ? (char) random.nextInt(1, 0xd800)
                            : "0123456789+-.eExX: TZ".charAt(random.nextInt(21));
                    text.append(next == '\'' ? "''" : next);
                }
                yield "'" + text + "'";
            }
        };
    }

    /** SQLite changes a value when it is asked for as text, which other getters and the metadata then show. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16le", "UTF-16be"})
    void aValueThatWasReadAsTextIsReadAgainAsOnTheDriver(String encoding) throws Exception {
        Map<String, String> differences = new TreeMap<>();
        try (Both both = open(encoding)) {
            both.run("CREATE TABLE t(v)");
            for (String value : VALUES) {
                for (String first :
                        List.of("getString", "getObject", "getBytes", "getBigDecimal", "getDate", "getLong")) {
                    Method method = ResultSet.class.getMethod(first, int.class);
                    Look look = rows -> {
                        StringBuilder seen = new StringBuilder().append(rows.next());
                        Shown.outcome(() -> method.invoke(rows, 1));
                        for (int i = 0; i < 2; i++) {
                            seen.append(Shown.outcome(() -> rows.getBytes(1)))
                                    .append(Shown.outcome(
                                            () -> rows.getMetaData().getColumnType(1)))
                                    .append(Shown.outcome(
                                            () -> rows.getMetaData().getColumnTypeName(1)))
                                    .append(Shown.outcome(
                                            () -> rows.getMetaData().getColumnClassName(1)))
                                    .append(Shown.outcome(() -> rows.getObject(1)))
                                    .append(Shown.outcome(() -> rows.getInt(1)))
                                    .append(Shown.outcome(() -> rows.getTimestamp(1)))
                                    .append(Shown.outcome(() -> rows.getString(1)));
                        }
                        return seen.toString();
                    };
                    compare(both, "INSERT INTO t VALUES(" + value + ") RETURNING v", first, look, differences);
                }
            }
        }
        assertEquals(Map.of(), differences);
    }

    @Test
    @SinceDriver("3.50.3.0")
    void metadataOfEveryDeclaredTypeIsAsOnTheDriver() throws Exception {
        Map<String, String> differences = new TreeMap<>();
        int cells = 0;
        try (Both both = open("UTF-8")) {
            for (String declared : DECLARED) {
                both.run("DROP TABLE IF EXISTS t");
                both.run("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, v " + declared
                        + " NOT NULL ON CONFLICT IGNORE, w " + declared + ", \"a b\" UNIQUE)");
                for (String value : List.of("0", "1", "3000000000", "1.5", "'t'", "x'01'")) {
                    cells++;
                    compare(
                            both,
                            "INSERT INTO t(v, w) VALUES(" + value + ", NULL), (1, " + value + "), ('x', x'00')"
                                    + " RETURNING v, w, id, *, v || 'x' AS joined, t.id + 1, rowid, v AS V2, NULL",
                            declared,
                            ReadOutValuesTest::metadataOfEachRow,
                            differences);
                }
                compare(
                        both,
                        "DELETE FROM t WHERE 0 RETURNING *, 1",
                        declared,
                        ReadOutValuesTest::metadataOfEachRow,
                        differences);
            }
        }
        assertTrue(cells > 300, "cells: " + cells);
        assertEquals(Map.of(), differences);
    }

    private static String metadataOfEachRow(ResultSet rows) throws SQLException {
        StringBuilder seen = new StringBuilder();
        do {
            ResultSetMetaData columns = rows.getMetaData();
            seen.append(columns.getColumnCount());
            for (int i = 0; i <= columns.getColumnCount() + 1; i++) {
                int column = i;
                for (Method method : ResultSetMetaData.class.getMethods()) {
                    if (Arrays.equals(method.getParameterTypes(), new Class<?>[] {int.class})) {
                        seen.append(' ')
                                .append(method.getName())
                                .append('=')
                                .append(Shown.outcome(() -> method.invoke(columns, column)));
                    }
                }
            }
        } while (rows.next()
                || rows.isAfterLast()
                        && seen.length() < 100_000
                        && seen.append("end").length() < 0);
        return seen.toString();
    }

    /** Everything that needs no column: the position, what is not there, what throws; at each place of the result set. */
    @Test
    void placeAndSettingsAreAsOnTheDriver() throws Exception {
        Map<String, String> differences = new TreeMap<>();
        List<String> skipped = List.of("getStatement", "getMetaData", "close", "next", "unwrap", "isWrapperFor");
        try (Both both = open("UTF-8")) {
            both.run("CREATE TABLE t(a, b)");
            for (String sql : List.of(
                    "INSERT INTO t VALUES(1, 2), (NULL, 3) RETURNING *",
                    "INSERT INTO t VALUES(4, 5) RETURNING *",
                    "UPDATE t SET a = 2 WHERE 0 RETURNING *")) {
                for (int steps = 0; steps < 5; steps++) {
                    for (Method method : ResultSet.class.getMethods()) {
                        if (!skipped.contains(method.getName())) {
                            int place = steps;
                            compare(both, sql, steps + " " + method, rows -> at(rows, place, method), differences);
                        }
                    }
                }
            }
        }
        assertEquals(Map.of(), differences);
    }

    private static String at(ResultSet rows, int steps, Method method) throws SQLException {
        for (int i = 0; i < steps; i++) {
            rows.next();
        }
        @Nullable
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(ReadOutValuesTest::sample)
                .toArray();
        return Shown.outcome(() -> method.invoke(rows, arguments))
                + Shown.outcome(rows::wasNull)
                + Shown.outcome(() -> rows.getInt(2))
                + rows.getRow()
                + rows.getFetchSize()
                + Shown.outcome(rows::next);
    }

    private static @Nullable Object sample(Class<?> type) {
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == short.class) {
            return (short) 1;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == boolean.class) {
            return true;
        } else if (type == float.class) {
            return 1f;
        } else if (type == double.class) {
            return 1d;
        } else if (type == String.class) {
            return "nowhere";
        }
        return null;
    }

    @Test
    void maximumOfRowsAndFetchSizeAreAsOnTheDriver() throws Exception {
        Map<String, String> differences = new TreeMap<>();
        try (Both both = open("UTF-8")) {
            both.run("CREATE TABLE t(a)");
            for (int maximum = 0; maximum < 4; maximum++) {
                int limit = maximum;
                Look look = any -> {
                    try (Statement statement =
                            any.getStatement().getConnection().createStatement()) {
                        statement.setFetchSize(1);
                        statement.setMaxRows(limit);
                        ResultSet rows = statement.executeQuery("INSERT INTO t VALUES(1), (2) RETURNING a");
                        StringBuilder seen = new StringBuilder();
                        for (int i = 0; i < 5; i++) {
                            seen.append(rows.getFetchSize())
                                    .append(rows.getRow())
                                    .append(rows.isBeforeFirst())
                                    .append(rows.isAfterLast())
                                    .append(rows.getInt(1))
                                    .append(rows.next());
                        }
                        for (int size : new int[] {-1, 0, 2, 5}) {
                            seen.append(Shown.outcome(() -> {
                                rows.setFetchSize(size);
                                return rows.getFetchSize();
                            }));
                        }
                        return seen.toString();
                    }
                };
                compare(both, "SELECT 1", "maxRows " + maximum, look, differences);
            }
        }
        assertEquals(Map.of(), differences);
    }

    @Test
    @SinceDriver("3.50.3.0")
    void generatedKeysAreAsOnTheDriver() throws Exception {
        Map<String, String> differences = new TreeMap<>();
        try (Both both = open("UTF-8")) {
            both.run("CREATE TABLE t(a)");
            for (String first : List.of("1", "2147483647", "2147483648")) {
                both.run("DELETE FROM t");
                for (Getter getter : getters()) {
                    if (getter.arguments()[0] instanceof Integer) {
                        compare(both, "SELECT 1", first + getter, any -> keys(any, first, getter), differences);
                    }
                }
            }
        }
        assertEquals(Map.of(), differences);
    }

    private static String keys(ResultSet any, String first, Getter getter) throws SQLException {
        try (Statement statement = any.getStatement().getConnection().createStatement()) {
            statement.executeUpdate(
                    "INSERT OR REPLACE INTO t(rowid, a) VALUES(" + first + ", 1)", Statement.RETURN_GENERATED_KEYS);
            try (ResultSet keys = statement.getGeneratedKeys()) {
                return keys.isBeforeFirst()
                        + getter.on(keys)
                        + metadataOfEachRow(keys)
                        + getter.on(keys)
                        + keys.getRow()
                        + keys.isAfterLast();
            }
        }
    }
}
