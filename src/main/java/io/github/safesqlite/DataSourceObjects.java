// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.ConnectionCustomizer;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.event.SqliteListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.Collation;
import org.sqlite.Function;

/**
 * The bean properties whose values are objects. Not thread-safe before the first connection; cannot be changed
 * afterwards.
 */
abstract sealed class DataSourceObjects implements DataSource permits DataSourceBean {
    // By what is set, so that it can be set again.
    private final Map<String, Consumer<SqliteConfigBuilder>> objects = new LinkedHashMap<>();

    /** Whether the settings are already in use. */
    abstract boolean isStarted();

    /** Sets them all. */
    SqliteConfigBuilder withObjects(SqliteConfigBuilder builder) {
        objects.values().forEach(object -> object.accept(builder));
        return builder;
    }

    private void set(String what, Consumer<SqliteConfigBuilder> object) {
        requireNotStarted();
        objects.put(what, object);
    }

    void requireNotStarted() {
        if (isStarted()) {
            throw new IllegalStateException("the DataSource is in use; set its properties before the first connection");
        }
    }

    /** Sets the Dropwizard {@code MetricRegistry} to register metrics in. */
    public void setMetricRegistry(@Nullable Object registry) {
        set("metricRegistry", builder -> builder.metricRegistry(registry));
    }

    /** Sets the Dropwizard {@code HealthCheckRegistry} to register health checks in. */
    public void setHealthCheckRegistry(@Nullable Object registry) {
        set("healthCheckRegistry", builder -> builder.healthCheckRegistry(registry));
    }

    /** Sets the object that prepares each physical connection; null for none. */
    public void setConnectionCustomizer(@Nullable ConnectionCustomizer customizer) {
        set("connectionCustomizer", builder -> builder.connectionCustomizer(customizer));
    }

    /** Adds a listener after those added before. */
    public void addListener(SqliteListener listener) {
        set("listener " + objects.size(), builder -> builder.listener(listener));
    }

    /** Adds a SQL function or aggregate with any number of arguments, see {@link SqliteConfigBuilder#function}. */
    public void addFunction(String name, Supplier<? extends Function> functions) {
        set("function " + objects.size(), builder -> builder.function(name, functions));
    }

    /** Adds a SQL function or aggregate, see {@link SqliteConfigBuilder#function}. */
    public void addFunction(String name, Supplier<? extends Function> functions, int arguments, int flags) {
        set("function " + objects.size(), builder -> builder.function(name, functions, arguments, flags));
    }

    /** Adds a collation, see {@link SqliteConfigBuilder#collation}. */
    public void addCollation(String name, Supplier<? extends Collation> collations) {
        set("collation " + objects.size(), builder -> builder.collation(name, collations));
    }
}
