// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a customizer of the class that the option {@code customizer} names. */
final class CustomizerClass {
    private CustomizerClass() {}

    /**
     * A new customizer, or null if no class is named.
     *
     * @throws IllegalArgumentException whose message is a whole problem
     */
    static @Nullable ConnectionCustomizer create(Optional<String> name) {
        return name.isEmpty() ? null : create(name.get());
    }

    private static ConnectionCustomizer create(String name) {
        Class<?> type = load(name);
        if (!ConnectionCustomizer.class.isAssignableFrom(type)) {
            throw problem(name, "it does not implement " + ConnectionCustomizer.class.getName(), null);
        }
        try {
            return type.asSubclass(ConnectionCustomizer.class).getConstructor().newInstance();
        } catch (NoSuchMethodException none) {
            throw problem(name, "it has no public constructor without arguments", none);
        } catch (InstantiationException abstractClass) {
            throw problem(name, "it is abstract", abstractClass);
        } catch (IllegalAccessException hidden) {
            throw problem(name, "it is not public", hidden);
        } catch (InvocationTargetException failed) {
            throw problem(name, "its constructor threw " + failed.getCause(), failed.getCause());
        } catch (LinkageError broken) {
            throw problem(name, "it cannot be loaded: " + broken, broken);
        }
    }

    private static Class<?> load(String name) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            if (context != null) {
                return Class.forName(name, false, context);
            }
        } catch (ClassNotFoundException | LinkageError tryOurs) {
            // A container may have set any.
        }
        try {
            return Class.forName(name, false, CustomizerClass.class.getClassLoader());
        } catch (ClassNotFoundException missing) {
            throw problem(name, "there is no such class; write its full name, that of a nested class with $", missing);
        } catch (LinkageError broken) {
            throw problem(name, "it cannot be loaded: " + broken, broken);
        }
    }

    private static IllegalArgumentException problem(String name, String reason, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                Options.CUSTOMIZER.name() + " must be a class that implements ConnectionCustomizer, was \"" + name
                        + "\": " + reason,
                cause);
    }
}
