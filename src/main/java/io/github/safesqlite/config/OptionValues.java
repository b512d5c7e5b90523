// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.config;

/** What the default of an option may depend on: the values of others, PRAGMAs, and the database. */
interface OptionValues {
    /** The value that was set, else the default. */
    <T> T get(Option<T> option);

    /** Whether the PRAGMA {@code name} was set. */
    boolean setsPragma(String name);

    /** What the pool is called unless it is told otherwise. */
    String defaultPoolName();
}
