// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.invariant.InvariantExtension;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class CurrentNameTest {
    @RegisterExtension
    final InvariantExtension invariants = new InvariantExtension();

    private static final String OURS =
            "loaded by " + CurrentNameTest.class.getClassLoader().getClass().getSimpleName();
    private static final String OTHER = CurrentNameTest.class.getName() + "$Application";

    /** Stands in for Spring's class. */
    public static final class Application {
        private Application() {}

        public static String getCurrentTransactionName() {
            return "loaded by " + Application.class.getClassLoader().getClass().getSimpleName();
        }
    }

    /** One of another version. */
    public static final class WithoutNames {
        private WithoutNames() {}
    }

    /** A class loader of an application that brings its own copy of a class. */
    private static final class OfApplication extends ClassLoader {
        private final String own;

        OfApplication(String own) {
            super(CurrentNameTest.class.getClassLoader());
            this.own = own;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : name.equals(own) ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream bytes = getParent().getResourceAsStream(file)) {
                byte[] code = bytes.readAllBytes();
                return defineClass(name, code, 0, code.length);
            } catch (IOException missing) {
                throw new ClassNotFoundException(name, missing);
            }
        }
    }

    private static @Nullable String nameIn(@Nullable ClassLoader context, SpringNames names) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(context);
        try {
            return names.currentName();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void isThatOfSpringsTransaction() {
        CurrentName name = CurrentName.of(SqliteConfig.builder(":memory:").build());
        assertNull(name.currentName());
        TransactionSynchronizationManager.setCurrentTransactionName("Orders.list");
        try {
            assertEquals("Orders.list", name.currentName());
        } finally {
            TransactionSynchronizationManager.setCurrentTransactionName(null);
        }
        assertNull(name.currentName());
    }

    @Test
    void isThatOfTheApplicationIfItGivesOne() {
        SqliteConfig config = SqliteConfig.builder(":memory:")
                .transactionNames(() -> "import")
                .build();
        TransactionSynchronizationManager.setCurrentTransactionName("Orders.list");
        try {
            assertEquals("import", CurrentName.of(config).currentName());
        } finally {
            TransactionSynchronizationManager.setCurrentTransactionName(null);
        }
    }

    @Test
    void thereIsNoneWithoutSpring() {
        SpringNames names = new SpringNames("no.such.Spring");
        assertNull(names.currentName());
        assertNull(nameIn(null, names));
    }

    @Test
    void isLookedUpOnceIfThereIsNoSpring() {
        var lookedFor = new AtomicInteger();
        ClassLoader context = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                lookedFor.incrementAndGet();
                throw new ClassNotFoundException(name);
            }
        };
        SpringNames names = new SpringNames("no.such.Spring");
        assertNull(nameIn(context, names));
        assertNull(nameIn(context, names));
        assertEquals(1, lookedFor.get());
    }

    @Test
    void isAskedForInTheContextOfTheThreadFirst() {
        assertEquals(OURS, nameIn(new ClassLoader(null) {}, new SpringNames(OTHER)));
        assertEquals(OURS, nameIn(null, new SpringNames(OTHER)));
        assertEquals("loaded by OfApplication", nameIn(new OfApplication(OTHER), new SpringNames(OTHER)));
    }

    @Test
    void applicationThatEndsIsNotKept() {
        SpringNames names = new SpringNames(OTHER);
        WeakReference<ClassLoader> ended = askInApplication(names);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            System.gc();
            return ended.get() == null;
        });
        assertEquals(OURS, names.currentName(), "that of another one");
    }

    private static WeakReference<ClassLoader> askInApplication(SpringNames names) {
        ClassLoader application = new OfApplication(OTHER);
        assertEquals("loaded by OfApplication", nameIn(application, names));
        return new WeakReference<>(application);
    }

    @Test
    void aSpringThatNamesNoTransactionsIsAsNone() {
        invariants.expectLog("pool: the TransactionNames failed");
        CurrentName name = new CurrentName(new SpringNames(WithoutNames.class.getName()), "pool");
        assertNull(name.currentName());
        assertNull(name.currentName());
    }

    @Test
    void failureIsLoggedOnceAndGivesNoName() {
        invariants.expectLog("pool: the TransactionNames failed; the transaction has no name");
        var asked = new AtomicInteger();
        CurrentName name = new CurrentName(
                () -> {
                    asked.incrementAndGet();
                    throw new StackOverflowError("on purpose");
                },
                "pool");
        assertNull(name.currentName());
        String log = invariants.log();
        assertTrue(log.contains("on purpose"), log);
        assertNull(name.currentName());
        assertEquals(log, invariants.log());
        assertEquals(2, asked.get());
        assertFalse(log.isEmpty());
    }
}
