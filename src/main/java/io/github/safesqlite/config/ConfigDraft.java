// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import io.github.safesqlite.event.SqliteListener;
import io.github.safesqlite.internal.text.Secrets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was configured so far: values that were set, and problems with values that were not. Not safe for concurrent use. */
final class ConfigDraft implements OptionValues {
    final DatabaseName database;
    final Map<String, String> pragmas = new LinkedHashMap<>();
    final Map<String, String> driverProperties = new LinkedHashMap<>();
    final List<SqliteListener> listeners = new ArrayList<>();
    /** The option that asked for a shared cache, or null. */
    @Nullable
    String sharedCache;

    // By the name that was given: how it was given, and why it has no effect.
    private final Map<String, Map.Entry<String, String>> ignored = new LinkedHashMap<>();

    final List<ConnectionCustomizer> registrations = new ArrayList<>();

    @Nullable
    Object metricRegistry;

    @Nullable
    Object healthCheckRegistry;

    @Nullable
    ConnectionCustomizer connectionCustomizer;

    @Nullable
    TransactionNames transactionNames;

    private final @Nullable Object[] values = new @Nullable Object[Options.count()];
    // By the name that was set: setting it again to a good value heals it.
    private final Map<String, String> problems = new LinkedHashMap<>();
    // What a URL has given to the driver, to tell it from what the application has.
    private final Map<String, String> fromUrl = new LinkedHashMap<>();

    ConfigDraft(DatabaseName database) {
        this.database = database;
    }

    ConfigDraft copy() {
        return copyFor(database);
    }

    ConfigDraft forDatabase(String name) {
        ConfigDraft copy = copyFor(new DatabaseName(name));
        copy.set(Options.POOL_NAME, get(Options.POOL_NAME));
        if (isReadOnly()) {
            copy.driverProperties.put(DriverOptions.OPEN_MODE, DriverOptions.READ_ONLY);
        }
        return copy;
    }

    private ConfigDraft copyFor(DatabaseName database) {
        var copy = new ConfigDraft(database);
        copy.pragmas.putAll(pragmas);
        copy.sharedCache = sharedCache;
        copy.ignored.putAll(ignored);
        copy.driverProperties.putAll(driverProperties);
        copy.listeners.addAll(listeners);
        copy.registrations.addAll(registrations);
        copy.metricRegistry = metricRegistry;
        copy.healthCheckRegistry = healthCheckRegistry;
        copy.connectionCustomizer = connectionCustomizer;
        copy.transactionNames = transactionNames;
        System.arraycopy(values, 0, copy.values, 0, values.length);
        copy.problems.putAll(problems);
        copy.fromUrl.putAll(fromUrl);
        return copy;
    }

    @Override
    @SuppressWarnings("unchecked") // set() puts only a T at the place of an Option<T>.
    public <T> T get(Option<T> option) {
        Object value = values[option.index()];
        return value == null ? option.defaultIn(this) : (T) value;
    }

    <T> void set(Option<T> option, T value) {
        values[option.index()] = value;
        problems.remove(option.name());
    }

    /** Whether the flags for opening ask for a shared cache. */
    boolean opensSharedCache() {
        return DriverOptions.OPEN_MODE.equals(sharedCache);
    }

    boolean isReadOnly() {
        return database.isReadOnly() || DriverOptions.isReadOnly(driverProperties);
    }

    @Override
    public boolean setsPragma(String name) {
        return pragmas.containsKey(name);
    }

    @Override
    public String defaultPoolName() {
        return database.poolName();
    }

    void addProblem(String name, String problem) {
        problems.put(name, problem);
    }

    void clearProblem(String name) {
        problems.remove(name);
    }

    /** Notes that {@code name} has this value from a URL. */
    void setByUrl(String name, String value) {
        fromUrl.put(DriverOptions.key(name), value);
    }

    /** Whether the driver's property {@code name} has the value that a URL has given it. */
    boolean isFromUrl(String name) {
        return fromUrl.containsKey(name) && Objects.equals(fromUrl.get(name), driverProperties.get(name));
    }

    /** Notes that {@code name} was given, and that {@code what}, which may show its value, has no effect. */
    void ignore(String name, String what, String reason) {
        problems.remove(name);
        ignored.put(name, Map.entry(what, reason));
    }

    /** What was given and has no effect, and why. */
    Map<String, String> ignored() {
        var all = new LinkedHashMap<String, String>();
        ignored.values().forEach(one -> all.put(one.getKey(), one.getValue()));
        if (sharedCache != null && !(opensSharedCache() && database.inMemory()) || database.asksForSharedFile()) {
            all.put(
                    DriverOptions.SHARED_CACHE,
                    "its locks ignore every timeout; remove it (cacheMemory bounds the memory of all connections together)");
        }
        return all;
    }

    /** All problems, of single values and of values together. */
    List<String> problems() {
        var all = new ArrayList<>(problems.values());
        for (Option<?> option : Options.all()) {
            addProblemWith(option, all);
        }
        if (all.isEmpty()) {
            addContradictions(all);
        }
        database.problems(isReadOnly()).forEach(problem -> all.add(Secrets.messageAbout(database.text(), problem)));
        return all;
    }

    private <T> void addProblemWith(Option<T> option, List<String> all) {
        boolean given = values[option.index()] != null && !problems.containsKey(option.name());
        String problem = given ? option.problemWith(get(option)) : null;
        if (problem != null) {
            all.add(problem);
        }
    }

    private void addContradictions(List<String> all) {
        if (get(Options.MINIMUM_IDLE) > get(Options.MAXIMUM_POOL_SIZE)) {
            all.add("minimumIdle must not be more than maximumPoolSize (" + get(Options.MAXIMUM_POOL_SIZE) + "), was "
                    + get(Options.MINIMUM_IDLE));
        }
        if (get(Options.WAL_HARD_LIMIT) < get(Options.WAL_SOFT_LIMIT)) {
            all.add("walHardLimit must not be less than walSoftLimit ("
                    + Options.WAL_SOFT_LIMIT.print(get(Options.WAL_SOFT_LIMIT)) + "), was "
                    + Options.WAL_HARD_LIMIT.print(get(Options.WAL_HARD_LIMIT)));
        }
        if (get(Options.WAL_TRUNCATE_INTERVAL).isPresent() && !get(Options.CHECKPOINT)) {
            all.add("walTruncateInterval must be off with checkpoint=false, was "
                    + Options.WAL_TRUNCATE_INTERVAL.print(get(Options.WAL_TRUNCATE_INTERVAL)));
        }
        if (get(Options.RETRY_FIRST_DELAY).compareTo(get(Options.RETRY_MAXIMUM_DELAY)) > 0) {
            all.add("retryFirstDelay must not be more than retryMaximumDelay ("
                    + Options.RETRY_MAXIMUM_DELAY.print(get(Options.RETRY_MAXIMUM_DELAY)) + "), was "
                    + Options.RETRY_FIRST_DELAY.print(get(Options.RETRY_FIRST_DELAY)));
        }
        Untrusted.addContradictions(this, all);
    }
}
