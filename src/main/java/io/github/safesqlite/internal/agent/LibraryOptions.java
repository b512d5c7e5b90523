// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.agent;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Properties;

/** Lets the library check its options before the application runs, when sqlite-jdbc may be out of reach still. */
final class LibraryOptions {
    private static final String CONFIG = "io.github.safesqlite.config.SqliteConfig";

    private LibraryOptions() {}

    /**
     * Makes sure that the library has these options and takes their values.
     *
     * @throws IllegalArgumentException if not; it names the option
     */
    static void check(Properties options) {
        if (options.isEmpty()) {
            return;
        }
        ClassLoader loader = Library.loader(ClassLoader.getSystemClassLoader());
        try {
            Class<?> config = Class.forName(CONFIG, true, loader);
            Map<?, ?> known = (Map<?, ?>) config.getMethod("descriptions").invoke(null);
            for (String name : options.stringPropertyNames()) {
                if (!known.containsKey(name)) {
                    throw new IllegalArgumentException("option \"" + name + "\" is unknown. Use report, or an option of"
                            + " docs/configuration.md by its exact name.");
                }
            }
            config.getMethod("fromUrl", String.class, Properties.class).invoke(null, "jdbc:safesqlite:app.db", options);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException problem) {
                throw problem;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
