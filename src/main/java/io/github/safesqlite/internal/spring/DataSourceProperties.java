// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfigException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What an application says about its DataSource: {@code spring.datasource.url}, the settings of HikariCP, which have the same
 * names here, and all options of this library. Later ones take precedence.
 */
final class DataSourceProperties {
    /** Options, PRAGMAs and parameters of sqlite-jdbc are set below it. */
    static final String PREFIX = "spring.datasource.safesqlite";

    /** The property that switches the auto-configuration off. */
    static final String ENABLED = PREFIX + ".enabled";

    private static final String SPRING = "spring.datasource";

    private final Binder binder;
    private final List<OptionProperty> options;

    private DataSourceProperties(Binder binder) {
        this.binder = binder;
        this.options = OptionProperty.below(PREFIX, ENABLED, binder);
    }

    static DataSourceProperties of(Environment environment) {
        return new DataSourceProperties(Binder.get(environment));
    }

    /**
     * Creates the DataSource, which opens the database with its first connection.
     *
     * @throws InvalidPropertiesException if an option is wrong
     */
    ConcurrencySafeSqliteDataSource create() {
        var dataSource = new ConcurrencySafeSqliteDataSource();
        dataSource.setUrl(property("url"));
        dataSource.setUsername(property("username"));
        dataSource.setPassword(property("password"));
        String name = property("name");
        if (name != null) {
            dataSource.setPoolName(name);
        }
        binder.bind(SPRING + ".hikari", Bindable.ofInstance(dataSource));
        options.forEach(option -> dataSource.setOption(option.option(), option.value()));
        check(dataSource);
        return dataSource;
    }

    private @Nullable String property(String name) {
        return binder.bind(SPRING + "." + name, String.class).orElse(null);
    }

    private void check(ConcurrencySafeSqliteDataSource dataSource) {
        try {
            dataSource.config();
        } catch (SQLException invalid) {
            List<String> problems = invalid.getCause() instanceof SqliteConfigException config
                    ? config.problems()
                    : List.of(String.valueOf(invalid.getMessage()));
            throw new InvalidPropertiesException(
                    problems.stream().map(this::withProperties).toList(), invalid);
        }
    }

    /** What is wrong, and which properties set it. */
    private String withProperties(String problem) {
        String named = options.stream()
                .filter(option -> option.isNamedBy(problem))
                .map(OptionProperty::describe)
                .collect(Collectors.joining(", "));
        return problem + " (" + (named.isEmpty() ? SPRING + ".url" : named) + ")";
    }
}
