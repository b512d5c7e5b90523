// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.snapshot.PoolSnapshot;
import java.sql.SQLException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;

/** The numbers of a pool as Spring Boot asks for them. Null if the DataSource is closed. */
final class SafeSqlitePoolMetadata implements DataSourcePoolMetadata {
    private final ConcurrencySafeSqliteDataSource dataSource;

    SafeSqlitePoolMetadata(ConcurrencySafeSqliteDataSource dataSource) {
        this.dataSource = dataSource;
    }

    private @Nullable PoolSnapshot statistics() {
        try {
            return dataSource.statistics();
        } catch (SQLException closed) {
            return null;
        }
    }

    private @Nullable Integer number(ToIntFunction<PoolSnapshot> part) {
        PoolSnapshot numbers = statistics();
        return numbers == null ? null : (Integer) part.applyAsInt(numbers);
    }

    @Override
    public @Nullable Float getUsage() {
        PoolSnapshot numbers = statistics();
        return numbers == null ? null : (Float) (float) numbers.usage();
    }

    @Override
    public @Nullable Integer getActive() {
        return number(PoolSnapshot::active);
    }

    @Override
    public @Nullable Integer getIdle() {
        return number(PoolSnapshot::idle);
    }

    @Override
    public @Nullable Integer getMax() {
        return number(PoolSnapshot::maximum);
    }

    @Override
    public @Nullable Integer getMin() {
        return number(PoolSnapshot::minimumIdle);
    }

    @Override
    public @Nullable String getValidationQuery() {
        return null;
    }

    @Override
    public @Nullable Boolean getDefaultAutoCommit() {
        return null;
    }
}
