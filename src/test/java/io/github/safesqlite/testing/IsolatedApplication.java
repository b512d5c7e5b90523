// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * An application with a class loader of its own, that brings the library and the driver along, as one in a servlet container
 * does. What it runs are classes of the tests that use nothing but the library and the JDK.
 */
public final class IsolatedApplication implements AutoCloseable {
    private static final String TESTS = "io.github.safesqlite.lifecycle.";

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final URLClassLoader loader;

    private IsolatedApplication(List<URL> urls, ClassLoader parent) {
        this.loader = new URLClassLoader(urls.toArray(URL[]::new), parent);
    }

    /** One that has everything to itself; SLF4J logs nowhere. */
    public static IsolatedApplication withoutLog() {
        List<URL> urls = library();
        urls.add(locationOf(org.slf4j.Logger.class));
        return new IsolatedApplication(urls, ClassLoader.getPlatformClassLoader());
    }

    /** One that has the driver to itself, and not the library. */
    public static IsolatedApplication withDriverAlone() {
        return new IsolatedApplication(
                List.of(locationOf(TESTS + "Application"), locationOf(JDBC.class), locationOf(org.slf4j.Logger.class)),
                ClassLoader.getPlatformClassLoader());
    }

    /** One that has everything to itself, with the SLF4J whose jars are in that folder. */
    public static IsolatedApplication withSlf4j(Path jars) throws IOException {
        List<URL> urls = library();
        try (Stream<Path> found = Files.list(jars)) {
            for (Path jar : found.toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        return new IsolatedApplication(urls, ClassLoader.getPlatformClassLoader());
    }

    /** One that finds the library and the driver in the class loader of its container, as {@code parent} is here. */
    public static IsolatedApplication inContainer(ClassLoader parent, Class<?> code) {
        return new IsolatedApplication(List.of(locationOf(code)), new WithoutTests(parent));
    }

    private static List<URL> library() {
        return new ArrayList<>(Stream.of(
                        "io.github.safesqlite.ConcurrencySafeSqliteDataSource",
                        TESTS + "Application",
                        JDBC.class.getName(),
                        "com.codahale.metrics.MetricRegistry",
                        Nullable.class.getName())
                .map(IsolatedApplication::locationOf)
                .distinct()
                .toList());
    }

    private static URL locationOf(String name) {
        try {
            return locationOf(Class.forName(name, false, IsolatedApplication.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name, e);
        }
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** Loads a class of the tests anew and calls it, with the class loader of the application as the thread's. */
    public <T> T call(Class<? extends Callable<?>> code, Class<T> answer) throws Exception {
        Thread.currentThread().setContextClassLoader(loader);
        Object task = loader.loadClass(code.getName()).getDeclaredConstructor().newInstance();
        if (task.getClass().getClassLoader() != loader) {
            throw new AssertionError(code + " is not the application's own");
        }
        return answer.cast(((Callable<?>) task).call());
    }

    public ClassLoader loader() {
        return loader;
    }

    /** Ends the application as a container does. */
    @Override
    public void close() throws IOException {
        Thread.currentThread().setContextClassLoader(before);
        loader.close();
    }

    @Override
    public String toString() {
        return Arrays.toString(loader.getURLs());
    }

    /** The test classes are the application's, not the container's. */
    private static final class WithoutTests extends ClassLoader {
        WithoutTests(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(TESTS)) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }
}
