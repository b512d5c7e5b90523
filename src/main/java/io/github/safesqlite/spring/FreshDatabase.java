// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.util.FileSystemUtils;

/**
 * Puts a new file in the place of the application's database.
 *
 * @param testClass keeps Spring from sharing the context, and with it the file, among test classes
 */
record FreshDatabase(Class<?> testClass) implements ContextCustomizer {
    private static final String NAME = "safesqlite-test";
    private static final String URL = "spring.datasource.url";
    private static final List<String> PREFIXES = List.of("jdbc:safesqlite:", "jdbc:sqlite:");

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        Path folder = newFolder();
        // The first to be registered is the last to be destroyed: after the DataSource.
        ((DefaultSingletonBeanRegistry) context.getBeanFactory())
                .registerDisposableBean(NAME, () -> FileSystemUtils.deleteRecursively(folder));
        ConfigurableEnvironment environment = context.getEnvironment();
        String url = urlOf(folder.resolve("test.db"), environment.getProperty(URL));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(NAME, Map.of(URL, url, "spring.test.database.replace", "none")));
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory(NAME);
        } catch (IOException failure) {
            throw new UncheckedIOException("@SqliteTest: no folder for the database in java.io.tmpdir", failure);
        }
    }

    /** Returns the URL of the application with another file. */
    static String urlOf(Path file, @Nullable String application) {
        String before = application == null ? "" : application.strip();
        for (String prefix : PREFIXES) {
            if (before.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                int parameters = before.indexOf('?');
                return prefix + file + (parameters < 0 ? "" : before.substring(parameters));
            }
        }
        return PREFIXES.get(0) + file;
    }
}
