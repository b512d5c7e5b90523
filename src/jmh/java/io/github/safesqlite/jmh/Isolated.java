// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.jmh;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.stream.Stream;

/** An object whose classes nobody else uses, the driver's included, so that they are not compiled for what others do. */
public final class Isolated implements AutoCloseable {
    private final URLClassLoader classes;
    private final Object object;

    private Isolated(URLClassLoader classes, Object object) {
        this.classes = classes;
        this.object = object;
    }

    /** Makes one; its class has a constructor for two strings and a file, and can be closed. */
    public static Isolated of(Class<?> type, String first, String second, Path file) throws Exception {
        URL[] path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Isolated::url)
                .toArray(URL[]::new);
        var classes = new URLClassLoader(path, ClassLoader.getPlatformClassLoader());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(classes);
        try {
            return new Isolated(
                    classes,
                    classes.loadClass(type.getName())
                            .getConstructor(String.class, String.class, Path.class)
                            .newInstance(first, second, file));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** The object, as a type of the JDK. */
    public Object object() {
        return object;
    }

    @Override
    public void close() throws Exception {
        ((AutoCloseable) object).close();
        classes.close();
    }
}
