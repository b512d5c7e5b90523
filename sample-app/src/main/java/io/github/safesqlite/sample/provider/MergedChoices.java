// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.provider;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.counter.Counter;
import io.github.safesqlite.counter.Counters;
import io.github.safesqlite.counter.CountersOptions;
import java.sql.SQLException;

/** Adds up choices in memory and stores the sums from time to time. */
final class MergedChoices implements ChoiceCounter {
    private final Counters counters;
    private final Counter choices;

    MergedChoices(ConcurrencySafeSqliteDataSource dataSource) throws SQLException {
        this.counters = dataSource.counters(CountersOptions.defaults().withName("provider-usage"));
        this.choices = counters.counter("provider_usage", "choices", Counter.Merge.SUM, "provider", "day");
    }

    @Override
    public void add(String provider, String day) {
        choices.add(1, provider, day);
    }

    @Override
    public void flush() {
        counters.flush().join();
    }

    @Override
    public void close() {
        counters.close();
    }
}
