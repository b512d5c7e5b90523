// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.differential.EveryMethodTest.Subject;
import io.github.safesqlite.testing.SinceDriver;
import io.github.safesqlite.testing.WayIn;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteConnection;

/**
 * Calls every method of the JDBC interfaces with arguments that make little sense, through every way in, and compares what
 * it gives with what the driver gives.
 */
class OddArgumentsTest {
    /** Differences that are on purpose, as they are in {@code docs/compatibility.md}. */
    private static final Pattern ON_PURPOSE = Pattern.compile(String.join(
            "|",
            "CONNECTION\\.(abort|isValid|setNetworkTimeout)\\(.*: (null|true), now an SQLException",
            "CONNECTION\\.setReadOnly\\(boolean\\).*: an SQLException, now null",
            "STATEMENT\\.addBatch\\(.*: null, now an SQLException",
            "STATEMENT\\.execute(Large)?Update\\(String, .*: an SQLException, now 0",
            "PREPARED_\\w+\\.setN\\w+\\(int, .*\\) NULL: an SQLException, now null",
            "PREPARED_\\w+\\.setObject\\(int, Object, SQLType.*\\) NULL: an SQLException, now null",
            "PARAMETER_META_DATA\\.getParameterType(Name)?\\(int\\) NULL: an SQLException, now (12|VARCHAR)",
            // The driver's own fault: nobody relies on a crash.
            ".*: java\\.lang\\.\\w+, now .*"));

    @TempDir
    Path folder;

    /** The arguments of a call, all of one sort. */
    enum Arguments {
        NULL(null, 1, "a", false),
        NEGATIVE("", -1, "", true),
        ZERO(" ", 0, ";", false),
        LARGE("no such thing", Integer.MAX_VALUE, "SELECT * FROM nowhere", true);

        private final Object object;
        private final int number;
        private final String text;
        private final boolean flag;

        Arguments(Object object, int number, String text, boolean flag) {
            this.object = object;
            this.number = number;
            this.text = text;
            this.flag = flag;
        }

        Object of(Class<?> type) {
            if (type == int.class) {
                return number;
            } else if (type == long.class) {
                return (long) number;
            } else if (type == short.class) {
                return (short) number;
            } else if (type == byte.class) {
                return (byte) number;
            } else if (type == boolean.class) {
                return flag;
            } else if (type == float.class) {
                return number == 0 ? Float.NaN : (float) number;
            } else if (type == double.class) {
                return number == 0 ? Double.NaN : (double) number;
            } else if (type == String.class) {
                return object == null ? null : text;
            } else if (type == Object.class) {
                return object;
            } else if (type == byte[].class && object != null) {
                return new byte[0];
            } else if (type == int[].class && object != null) {
                return new int[] {number};
            } else if (type == String[].class && object != null) {
                return new String[] {text};
            }
            return null;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OWN_POOL", "AROUND_PLAIN_DATA_SOURCE", "AROUND_HIKARI", "URL"})
    @SinceDriver("3.54.1.0")
    void giveWhatTheyGiveOnTheDriver(WayIn way) throws SQLException {
        Databases databases = new Databases(folder);
        Setup setup = new Setup(Setup.Storage.WAL, BeginMode.IMMEDIATE);
        Set<String> unexpected = new TreeSet<>();
        try (Database driver = databases.create(WayIn.PLAIN_DRIVER, setup);
                Database ours = databases.create(way, setup)) {
            for (Subject subject : Subject.values()) {
                for (Method method : subject.type.getMethods()) {
                    if (Modifier.isStatic(method.getModifiers()) || method.getParameterCount() == 0) {
                        continue;
                    }
                    for (Arguments arguments : Arguments.values()) {
                        String expected = outcome(driver, subject, method, arguments);
                        String actual = outcome(ours, subject, method, arguments);
                        String difference = EveryMethodTest.name(subject, method) + " " + arguments + ": " + expected
                                + ", now " + actual;
                        if (!expected.equals(actual)
                                && !ON_PURPOSE.matcher(difference).matches()) {
                            unexpected.add(difference);
                        }
                    }
                }
            }
        }
        assertEquals("", String.join("\n", unexpected));
    }

    private static String outcome(Database database, Subject subject, Method method, Arguments arguments)
            throws SQLException {
        Connection connection = database.connect();
        try {
            Object target = subject.on(connection);
            Object[] values =
                    Arrays.stream(method.getParameterTypes()).map(arguments::of).toArray();
            return EveryMethodTest.show(method.getReturnType(), method.invoke(target, values));
        } catch (InvocationTargetException thrown) {
            return EveryMethodTest.failure(thrown.getCause());
        } catch (SQLException unreadable) {
            return EveryMethodTest.failure(unreadable);
        } catch (IllegalAccessException impossible) {
            throw new AssertionError(impossible);
        } finally {
            close(connection);
        }
    }

    private static void close(Connection connection) throws SQLException {
        try {
            connection.close();
        } catch (SQLException failure) {
            // After some of these calls the driver's own connection does not close without an error.
            if (connection instanceof SQLiteConnection) {
                return;
            }
            throw failure;
        }
    }
}
