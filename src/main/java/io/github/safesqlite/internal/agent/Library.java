// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.sql.Driver;
import org.jspecify.annotations.Nullable;

/**
 * The library that goes with one copy of sqlite-jdbc: the application's own if that copy's class loader finds it, else the one
 * inside the agent's jar, loaded below that class loader. So both see the same classes of the driver, and each copy of the
 * driver has one library, and one write gate per file. Safe for use by multiple threads.
 */
final class Library {
    private static final String DRIVER = "io.github.safesqlite.SafeSqliteDriver";

    /** The folder inside the agent's jar. There, no class loader of the application finds it by accident. */
    private static final String FOLDER = "library/";

    // Held by the driver's class, so that a web application that is stopped takes its library along.
    private static final ClassValue<Library> LIBRARIES = new ClassValue<>() {
        @Override
        protected Library computeValue(Class<?> sqlite) {
            return new Library(sqlite);
        }
    };

    private final Class<?> sqlite;
    private @Nullable Driver driver;

    private Library(Class<?> sqlite) {
        this.sqlite = sqlite;
    }

    /** The one for this class of sqlite-jdbc. */
    static Library of(Class<?> sqlite) {
        return LIBRARIES.get(sqlite);
    }

    /** Its JDBC driver. */
    synchronized Driver driver(AgentReport report) {
        if (driver == null) {
            ClassLoader loader = loader(sqlite.getClassLoader());
            try {
                driver = (Driver) Class.forName(DRIVER, true, loader)
                        .getDeclaredConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(Agent.NAME + "the library cannot be loaded", e);
            }
            report.library(driver.getClass());
        }
        return driver;
    }

    /** The class loader {@code parent}, if it finds the library, else one below it that does. */
    static ClassLoader loader(ClassLoader parent) {
        try {
            Class.forName(DRIVER, false, parent);
            return parent;
        } catch (ClassNotFoundException notTheApplications) {
            return new URLClassLoader("concurrency-safe-sqlite", new URL[] {inside(Library.class)}, parent);
        }
    }

    private static URL inside(Class<?> agent) {
        CodeSource jar = agent.getProtectionDomain().getCodeSource();
        try {
            return URI.create("jar:" + jar.getLocation() + "!/" + FOLDER).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
