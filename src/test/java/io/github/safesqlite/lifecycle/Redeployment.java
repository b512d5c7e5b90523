// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.lifecycle;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.testing.IsolatedApplication;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/** What {@link RedeploymentTest} checks, in a JVM of its own: other tests leave caches that hold class loaders. */
final class Redeployment {
    private Redeployment() {}

    /** Checks what the argument names, and prints it if all is well. */
    public static void main(String[] arguments) throws Exception {
        startTheThreadForProcesses();
        switch (arguments[0]) {
            case "driver" -> theDriverAloneIsCollected();
            case "library" -> theLibraryIsCollected();
            default -> anApplicationIsCollectedWhileAnotherUsesTheLibraryThatTheyShare();
        }
        System.out.println("checked " + arguments[0]);
    }

    /**
     * The driver starts a process to find out which native library fits the machine, and the JDK keeps the thread that waits
     * for such processes, with the class loader of the first who needs it, for a minute. Here that is nobody's.
     */
    private static void startTheThreadForProcesses() throws Exception {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }

    private static List<String> newSince(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> !name.equals("process reaper"))
                .sorted()
                .toList();
    }

    private static boolean isCollected(WeakReference<ClassLoader> loader) {
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                System.gc();
                return loader.get() == null;
            });
            return true;
        } catch (ConditionTimeoutException kept) {
            return false;
        }
    }

    /** Runs an application to its end; what is left of it. */
    private static WeakReference<ClassLoader> runToTheEnd(
            IsolatedApplication deployed, Class<? extends Callable<?>> code, String answer) throws Exception {
        try (IsolatedApplication application = deployed) {
            Set<Thread> before = threads();
            assertEquals(answer, application.call(code, String.class));
            String drivers = application.call(DeregisteredDrivers.class, String.class);
            assertTrue(drivers.contains("org.sqlite.JDBC"), drivers);
            assertEquals(List.of(), newSince(before), "threads that outlive the last DataSource and the last driver");
            return new WeakReference<>(application.loader());
        }
    }

    private static void theDriverAloneIsCollected() throws Exception {
        assertTrue(isCollected(runToTheEnd(IsolatedApplication.withDriverAlone(), BareDriver.class, "1")));
    }

    private static void theLibraryIsCollected() throws Exception {
        assertTrue(isCollected(runToTheEnd(IsolatedApplication.withoutLog(), Application.class, "1,3")));
    }

    private static void anApplicationIsCollectedWhileAnotherUsesTheLibraryThatTheyShare() throws Exception {
        Set<Thread> before = threads();
        List<ConcurrencySafeSqliteDataSource> others = new ArrayList<>();
        WeakReference<ClassLoader> loader = runInContainer(others);
        try {
            assertTrue(newSince(before).contains("safesqlite-timer"), () -> "threads: " + newSince(before));
            assertTrue(isCollected(loader));
        } finally {
            others.get(0).close();
        }
        assertEquals(List.of(), newSince(before));
    }

    /** The threads of the library are started by the application, and go on for the DataSource that outlives it. */
    private static WeakReference<ClassLoader> runInContainer(List<ConcurrencySafeSqliteDataSource> outlive)
            throws Exception {
        try (IsolatedApplication application =
                IsolatedApplication.inContainer(Redeployment.class.getClassLoader(), SharedLibraryUser.class)) {
            outlive.add(application.call(Opener.class, ConcurrencySafeSqliteDataSource.class));
            assertEquals("true", application.call(SharedLibraryUser.class, String.class));
            return new WeakReference<>(application.loader());
        }
    }

    /** Opens a DataSource that outlives the application. */
    public static final class Opener implements Callable<ConcurrencySafeSqliteDataSource> {
        @Override
        public ConcurrencySafeSqliteDataSource call() throws Exception {
            return new ConcurrencySafeSqliteDataSource(
                    SqliteConfig.builder(":memory:").poolName("other").build());
        }
    }
}
