// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.ConnectionCustomizer;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigException;
import io.github.safesqlite.testing.OpenDatabase;
import io.github.safesqlite.testing.Through;
import io.github.safesqlite.testing.WayIn;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The option {@code customizer}: a class by its name. */
class CustomizerClassTest {
    @TempDir
    Path folder;

    /** Counts its objects. */
    public static final class Counting implements ConnectionCustomizer {
        static final List<Counting> MADE = new ArrayList<>();

        public Counting() {
            MADE.add(this);
        }

        @Override
        public void customize(Connection raw) {}
    }

    /** Has no such constructor. */
    public static final class WithArgument implements ConnectionCustomizer {
        public WithArgument(String argument) {}

        @Override
        public void customize(Connection raw) {}
    }

    /** Has one that nobody may call. */
    public static final class Hidden implements ConnectionCustomizer {
        private Hidden() {}

        @Override
        public void customize(Connection raw) {}
    }

    /** Is no whole class. */
    public abstract static class Abstract implements ConnectionCustomizer {}

    static final class NotPublic implements ConnectionCustomizer {
        public NotPublic() {}

        @Override
        public void customize(Connection raw) {}
    }

    /** Can not be made. */
    public static final class Failing implements ConnectionCustomizer {
        public Failing() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public void customize(Connection raw) {}
    }

    /** Can not be loaded. */
    public static final class Broken implements ConnectionCustomizer {
        static final Object VALUE = Integer.valueOf("none");

        @Override
        public void customize(Connection raw) {}
    }

    @ParameterizedTest
    @Through.EachWayWithoutOuterPool
    void preparesEachConnection(WayIn way) throws Exception {
        Map<String, String> options = Map.of("customizer", TwiceCustomizer.class.getName());
        try (OpenDatabase opened = way.open(folder.resolve("app.db"), options);
                Connection first = opened.connect();
                Connection second = opened.connect()) {
            for (Connection connection : List.of(first, second)) {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("SELECT twice(21)")) {
                    row.next();
                    assertEquals(42, row.getInt(1));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no.such.Class|there is no such class; write its full name, that of a nested class with $",
                "java.lang.String|it does not implement io.github.safesqlite.config.ConnectionCustomizer",
                "WithArgument|it has no public constructor without arguments",
                "Hidden|it has no public constructor without arguments",
                "Abstract|it is abstract",
                "NotPublic|it is not public",
                "Failing|its constructor threw java.lang.IllegalStateException: no licence",
                "Broken|it cannot be loaded: java.lang.ExceptionInInitializerError"
            })
    void aClassThatCanNotBeUsedIsAProblemOfTheConfiguration(String name, String reason) {
        String className = name.contains(".") ? name : CustomizerClassTest.class.getName() + "$" + name;
        SqliteConfigException failure = assertThrows(
                SqliteConfigException.class,
                () -> SqliteConfig.builder(":memory:")
                        .customizer(className)
                        .maximumPoolSize(0)
                        .build());
        assertEquals(2, failure.problems().size());
        assertEquals(
                "customizer must be a class that implements ConnectionCustomizer, was \"" + className + "\": " + reason,
                failure.problems().get(1));
    }

    @Test
    void isMadeOnceForAConfiguration() throws SQLException {
        Counting.MADE.clear();
        SqliteConfig config = SqliteConfig.builder(folder.resolve("app.db"))
                .customizer(Counting.class.getName())
                .build();
        new ConcurrencySafeSqliteDataSource(config).close();
        new ConcurrencySafeSqliteDataSource(config.forDatabase(null)).close();
        assertEquals(1, Counting.MADE.size());
        assertSame(Counting.MADE.get(0), config.customizers().get(0));
        assertTrue(config.toBuilder().customizerOff().build().customizers().isEmpty());
    }

    @Test
    void theClassLoaderOfTheContextIsAskedFirst() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        var asked = new ArrayList<String>();
        thread.setContextClassLoader(new ClassLoader(before) {
            @Override
            public Class<?> loadClass(String name) throws ClassNotFoundException {
                asked.add(name);
                if (name.equals("by.Alias")) {
                    return TwiceCustomizer.class;
                }
                throw new ClassNotFoundException(name);
            }
        });
        try {
            String ours = TwiceCustomizer.class.getName();
            assertEquals(
                    1,
                    SqliteConfig.builder(":memory:")
                            .customizer(ours)
                            .build()
                            .customizers()
                            .size());
            assertTrue(asked.contains(ours), asked::toString);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
