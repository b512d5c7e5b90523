// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.WayIn;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Calendar;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls every method of the JDBC interfaces of the running JDK once, with plain arguments, and compares what it gives with
 * what the driver gives. What a method does in company with others is for the other tests of this package.
 */
class EveryMethodTest {
    private static final String QUERY = "SELECT id, a, b, c, d, '2026-11-21 10:00:00.000' AS e FROM t WHERE id >= ?";

    /** Differences that are on purpose, as they are in {@code docs/compatibility.md}. */
    private static final Pattern ON_PURPOSE = Pattern.compile(String.join(
            "|",
            "CONNECTION\\.setReadOnly\\(boolean\\): an SQLException, now null",
            "CONNECTION\\.getClientInfo\\(\\): null, now \\{\\}",
            "DATABASE_META_DATA\\.getClientInfoProperties\\(\\): an SQLException, now rows.*",
            "STATEMENT\\.execute\\w*\\(String, (int|String)\\[]\\): an SQLException, now (false|1)",
            "PREPARED_UPDATE\\.getMetaData\\(\\): an SQLException, now ",
            "PREPARED_UPDATE\\.get(Large)?UpdateCount\\(\\): 0, now -1",
            "PREPARED_QUERY\\.getResultSet\\(\\): rows end, now null",
            "PREPARED_\\w+\\.setN\\w+\\(int, .*\\): an SQLException, now null",
            "PREPARED_\\w+\\.setObject\\(int, Object, SQLType.*\\): an SQLException, now null",
            "PARAMETER_META_DATA\\.getParameterType(Name)?\\(int\\): an SQLException, now (12|VARCHAR)",
            // The driver's own fault: nobody relies on a crash.
            ".*: java\\.lang\\.(NullPointer|ClassCast)Exception, now .*"));

    @TempDir
    Path folder;

    /** The objects that a caller has, each in a state in which most calls make sense. */
    enum Subject {
        CONNECTION(Connection.class) {
            @Override
            Object on(Connection connection) {
                return connection;
            }
        },
        STATEMENT(Statement.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                return connection.createStatement();
            }
        },
        PREPARED_QUERY(PreparedStatement.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                PreparedStatement statement = connection.prepareStatement(QUERY);
                statement.setInt(1, 1);
                return statement;
            }
        },
        PREPARED_UPDATE(PreparedStatement.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                return connection.prepareStatement("INSERT INTO t(a) VALUES (?)");
            }
        },
        RESULT_SET(ResultSet.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                ResultSet rows = ((PreparedStatement) PREPARED_QUERY.on(connection)).executeQuery();
                assertTrue(rows.next());
                return rows;
            }
        },
        RESULT_SET_META_DATA(ResultSetMetaData.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                return ((ResultSet) RESULT_SET.on(connection)).getMetaData();
            }
        },
        PARAMETER_META_DATA(ParameterMetaData.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                return ((PreparedStatement) PREPARED_UPDATE.on(connection)).getParameterMetaData();
            }
        },
        DATABASE_META_DATA(DatabaseMetaData.class) {
            @Override
            Object on(Connection connection) throws SQLException {
                return connection.getMetaData();
            }
        };

        final Class<?> type;

        Subject(Class<?> type) {
            this.type = type;
        }

        abstract Object on(Connection connection) throws SQLException;
    }

    @ParameterizedTest
    @EnumSource
    @SinceDriver("3.50.3.0")
    void givesWhatTheDriverGives(Subject subject) throws SQLException {
        Databases databases = new Databases(folder);
        Setup setup = new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE);
        Set<String> unexpected = new TreeSet<>();
        try (Database driver = databases.create(WayIn.PLAIN_DRIVER, setup);
                Database ours = databases.create(WayIn.OWN_POOL, setup)) {
            for (Method method : subject.type.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers())) {
                    String expected = outcome(driver, subject, method);
                    String actual = outcome(ours, subject, method);
                    String difference = name(subject, method) + ": " + expected + ", now " + actual;
                    if (!expected.equals(actual)
                            && !ON_PURPOSE.matcher(difference).matches()) {
                        unexpected.add(difference);
                    }
                }
            }
        }
        assertEquals("", String.join("\n", unexpected));
    }

    private static String outcome(Database database, Subject subject, Method method) throws SQLException {
        try (Connection before = database.plain().get(0);
                Statement restore = before.createStatement()) {
            restore.executeUpdate("DELETE FROM t WHERE id > 5");
        }
        try (Connection connection = database.connect()) {
            Object target = subject.on(connection);
            try {
                return show(method.getReturnType(), method.invoke(target, arguments(method, connection)));
            } catch (InvocationTargetException thrown) {
                return failure(thrown.getCause());
            } catch (SQLException unreadable) {
                return failure(unreadable);
            } catch (IllegalAccessException impossible) {
                throw new AssertionError(impossible);
            }
        }
    }

    static String name(Subject subject, Method method) {
        String parameters = String.join(
                ", ",
                Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .toList());
        return subject + "." + method.getName() + "(" + parameters + ")";
    }

    static String failure(Throwable thrown) {
        return thrown instanceof SQLException
                ? "an SQLException"
                : thrown.getClass().getName();
    }

    // The driver's result sets are their own metadata, so the object does not tell.
    static String show(Class<?> type, Object value) throws SQLException {
        if (type == ResultSetMetaData.class) {
            return Rows.columns((ResultSetMetaData) value);
        } else if (value instanceof ResultSet rows) {
            return "rows" + Rows.read(rows, 100, Rows.Getter.OBJECT);
        } else if (value instanceof InputStream stream) {
            return "stream " + read(stream);
        } else if (value instanceof Reader) {
            return "reader";
        } else if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        } else if (value instanceof int[] numbers) {
            return Arrays.toString(numbers);
        } else if (value instanceof long[] numbers) {
            return Arrays.toString(numbers);
        } else if (value == null || value.getClass().getName().startsWith("java.")) {
            return String.valueOf(value).replaceAll("/db\\d+$", "/db");
        }
        return "an object";
    }

    private static String read(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.io.IOException failure) {
            return failure.toString();
        }
    }

    private static Object[] arguments(Method method, Connection connection) throws SQLException {
        Class<?>[] types = method.getParameterTypes();
        Object[] arguments = new Object[types.length];
        for (int i = 0; i < types.length; i++) {
            arguments[i] = argument(method, types[i], connection);
        }
        return arguments;
    }

    private static Object argument(Method method, Class<?> type, Connection connection) throws SQLException {
        if (type == int.class) {
            boolean kind = method.getName().equals("createStatement")
                    || method.getName().startsWith("prepare");
            return kind ? ResultSet.TYPE_FORWARD_ONLY : 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == short.class) {
            return (short) 1;
        } else if (type == byte.class) {
            return (byte) 1;
        } else if (type == boolean.class) {
            return true;
        } else if (type == float.class) {
            return 1.5f;
        } else if (type == double.class) {
            return 1.5;
        } else if (type == String.class) {
            return text(method);
        } else if (type == Object.class) {
            return "value";
        } else if (type == byte[].class) {
            return new byte[] {1, 2};
        } else if (type == int[].class) {
            return new int[] {1};
        } else if (type == String[].class) {
            return new String[] {"id"};
        } else if (type == Object[].class) {
            return new Object[] {"x"};
        } else if (type == Class.class) {
            return method.getDeclaringClass() == java.sql.Wrapper.class ? Runnable.class : String.class;
        } else if (type == InputStream.class) {
            return new ByteArrayInputStream(new byte[] {65});
        } else if (type == Reader.class) {
            return new StringReader("A");
        } else if (type == BigDecimal.class) {
            return new BigDecimal("1.25");
        } else if (type == Date.class) {
            return new Date(0);
        } else if (type == Time.class) {
            return new Time(0);
        } else if (type == Timestamp.class) {
            return new Timestamp(0);
        } else if (type == Calendar.class) {
            return Calendar.getInstance(TimeZone.getTimeZone("UTC"));
        } else if (type == Properties.class) {
            return new Properties();
        } else if (type == Map.class) {
            return new TreeMap<>();
        } else if (type == Executor.class) {
            return (Executor) Runnable::run;
        } else if (type == java.net.URL.class) {
            try {
                return URI.create("http://localhost/").toURL();
            } catch (java.net.MalformedURLException impossible) {
                throw new AssertionError(impossible);
            }
        } else if (type == Savepoint.class) {
            return connection.setSavepoint();
        }
        return null;
    }

    private static String text(Method method) {
        return switch (method.getName()) {
            case "execute", "executeUpdate", "executeLargeUpdate", "addBatch" -> "INSERT INTO t(a) VALUES ('x')";
            case "executeQuery", "prepareStatement", "nativeSQL", "prepareCall" -> "SELECT id, a FROM t";
            case "getTables", "getColumns", "getPrimaryKeys", "getIndexInfo", "getExportedKeys", "getImportedKeys" ->
                null;
            default -> "a";
        };
    }
}
