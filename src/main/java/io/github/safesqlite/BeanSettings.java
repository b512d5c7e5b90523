// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.config.SqliteConfigBuilder;
import io.github.safesqlite.internal.codes.SqlState;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What the setters of a DataSource asked for. Not thread-safe until it is in use, and unchangeable after. */
final class BeanSettings {
    /** What HikariCP gives sqlite-jdbc's own DataSource as its URL. */
    private static final String URL_PROPERTY = "url";

    private final Map<String, String> options = new LinkedHashMap<>();
    private final Properties driverProperties = new Properties();
    // By what is set, so that it can be set again.
    private final Map<String, Consumer<SqliteConfigBuilder>> objects = new LinkedHashMap<>();
    private ConnectionDefaults connectionDefaults = ConnectionDefaults.OF_DRIVER;
    private @Nullable SqliteConfig given;
    private @Nullable DataSource existing;
    private @Nullable String url;
    private volatile boolean inUse;

    /** Those of a DataSource that has its settings already, around {@code existing} if that is not null. */
    void give(SqliteConfig config, @Nullable DataSource wrapped) {
        given = config;
        existing = wrapped;
        url = wrapped == null ? "jdbc:safesqlite:" + config.file() : null;
    }

    /** From now on these are the settings. */
    void use(SqliteConfig config) {
        given = config;
        freeze();
    }

    /** From now on no setter changes anything. */
    void freeze() {
        inUse = true;
    }

    /** The settings in use, or null. */
    @Nullable
    SqliteConfig inUse() {
        return given;
    }

    /**
     * The settings, in use or not.
     *
     * @throws SQLNonTransientConnectionException if there is no URL or an option is wrong; its cause lists all problems
     */
    SqliteConfig configured() throws SQLNonTransientConnectionException {
        if (given != null) {
            return given;
        }
        String database = url == null ? driverProperties.getProperty(URL_PROPERTY) : url;
        if (database == null && existing == null) {
            throw new SQLNonTransientConnectionException(
                    "no database is set: call setUrl(\"jdbc:safesqlite:FILE\"), or use the constructor that takes a SqliteConfig",
                    SqlState.CONNECTION_FAILURE);
        }
        var properties = new Properties();
        driverProperties.forEach(properties::put);
        properties.remove(URL_PROPERTY);
        try {
            SqliteConfigBuilder builder =
                    SqliteConfig.builderFromUrl(database == null ? "jdbc:safesqlite::memory:" : database, properties);
            options.forEach(builder::option);
            objects.values().forEach(object -> object.accept(builder));
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new SQLNonTransientConnectionException(e.getMessage(), SqlState.CONNECTION_FAILURE, e);
        }
    }

    private void requireNotInUse() {
        if (inUse) {
            throw new IllegalStateException("the DataSource is in use; set its properties before the first connection");
        }
    }

    /** Sets an option, a PRAGMA or a parameter of the driver by its name, or unsets it if {@code value} is null. */
    void set(String name, @Nullable Object value) {
        requireNotInUse();
        if (value == null) {
            options.remove(name);
        } else {
            options.put(name, value instanceof Duration time ? time.toNanos() + "ns" : value.toString());
        }
    }

    @Nullable
    String get(String name) {
        return options.get(name);
    }

    void setObject(String what, Consumer<SqliteConfigBuilder> object) {
        requireNotInUse();
        objects.put(what, object);
    }

    /** Adds one to those of its kind. */
    void addObject(String kind, Consumer<SqliteConfigBuilder> object) {
        setObject(kind + " " + objects.size(), object);
    }

    /** Sets what a pool gives the driver; what the driver does not know is ignored there, and so here. */
    void setDriverProperty(String name, @Nullable Object value) {
        requireNotInUse();
        if (value == null) {
            driverProperties.remove(name);
        } else {
            driverProperties.put(name, String.valueOf(value));
        }
    }

    void setUrl(@Nullable String value) {
        requireNotInUse();
        url = value;
    }

    @Nullable
    String url() {
        return url;
    }

    void setExisting(@Nullable DataSource value) {
        requireNotInUse();
        existing = value;
    }

    /** The DataSource that gives the connections, or null if the library opens them. */
    @Nullable
    DataSource existing() {
        return existing;
    }

    void change(UnaryOperator<ConnectionDefaults> change) {
        requireNotInUse();
        connectionDefaults = change.apply(connectionDefaults);
    }

    ConnectionDefaults connectionDefaults() {
        return connectionDefaults;
    }
}
