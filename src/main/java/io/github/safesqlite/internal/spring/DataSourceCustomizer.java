// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;

/** Gives the DataSource of the auto-configuration what another library has. */
@FunctionalInterface
interface DataSourceCustomizer {
    void customize(ConcurrencySafeSqliteDataSource dataSource);
}
