// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sqlite.Collation;
import org.sqlite.Function;

/**
 * The typed setters of the builder for the code and SQL that each physical connection runs when it is opened, after its PRAGMAs:
 * extensions, functions and collations, customizers, SQL, in this order.
 *
 * @param <B> the builder
 */
abstract sealed class CodeSetters<B> extends MaintenanceSetters<B> permits SqliteConfig.Builder {
    private static final int ANY_NUMBER = -1;

    CodeSetters(ConfigDraft draft) {
        super(draft);
    }

    /** The extensions of SQLite that are loaded. Default: none. */
    public B extensions(List<LoadableExtension> extensions) {
        return set(Options.EXTENSIONS, List.copyOf(extensions));
    }

    /** Adds a SQL function, aggregate or window function, with any number of arguments; see the other method of this name. */
    public B function(String name, Supplier<? extends Function> functions) {
        return function(name, functions, ANY_NUMBER, 0);
    }

    /**
     * Adds a SQL function, aggregate or window function.
     *
     * @param functions gives a new one for each physical connection, as {@code Twice::new} does: the driver keeps the state of a call
     *     in it
     * @param arguments how many arguments it takes, or -1 for any number
     * @param flags 0, or {@link Function#FLAG_DETERMINISTIC} for one that may be used in an index
     * @throws IllegalArgumentException if the supplier gives the same object twice
     */
    public B function(String name, Supplier<? extends Function> functions, int arguments, int flags) {
        draft.registrations.add(new RegisteredFunction(name, functions, arguments, flags));
        return self();
    }

    /**
     * Adds a collation.
     *
     * @param collations gives one for each physical connection, as {@code Backwards::new} does
     */
    public B collation(String name, Supplier<? extends Collation> collations) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(collations, "collations");
        draft.registrations.add(raw -> Collation.create(raw, name, collations.get()));
        return self();
    }

    /**
     * The class of a {@link ConnectionCustomizer} with a public constructor without arguments. Default: none. It is made when the
     * configuration is built.
     */
    public B customizer(String className) {
        return set(Options.CUSTOMIZER, Optional.of(className));
    }

    /** Names no class any more. */
    public B customizerOff() {
        return set(Options.CUSTOMIZER, Optional.empty());
    }

    /** Sets what prepares each physical connection; null for nothing. */
    public B connectionCustomizer(@Nullable ConnectionCustomizer customizer) {
        draft.connectionCustomizer = customizer;
        return self();
    }

    /** One or more SQL statements. Default: none. */
    public B initSql(String sql) {
        return set(Options.INIT_SQL, Optional.of(sql));
    }

    /** Runs no SQL. */
    public B initSqlOff() {
        return set(Options.INIT_SQL, Optional.empty());
    }
}
