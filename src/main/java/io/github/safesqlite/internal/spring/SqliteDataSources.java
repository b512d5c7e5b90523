// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.util.ClassUtils;

/** Finds the DataSources of this library among those of an application, also inside the wrappers of other libraries. */
final class SqliteDataSources {
    private static final boolean SPRING_UNWRAPS =
            ClassUtils.isPresent("org.springframework.boot.jdbc.DataSourceUnwrapper", null);

    private SqliteDataSources() {}

    /** Each of them once, in the order of the beans. */
    static List<ConcurrencySafeSqliteDataSource> among(ObjectProvider<DataSource> dataSources) {
        return dataSources
                .orderedStream()
                .map(SqliteDataSources::inside)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** The one that this is or that it wraps, or null. */
    static @Nullable ConcurrencySafeSqliteDataSource inside(DataSource dataSource) {
        // What Spring wraps; it asks no other wrapper for a class.
        if (SPRING_UNWRAPS) {
            var unwrapped = DataSourceUnwrapper.unwrap(dataSource, ConcurrencySafeSqliteDataSource.class);
            if (unwrapped != null) {
                return unwrapped;
            }
        }
        try {
            return dataSource.isWrapperFor(ConcurrencySafeSqliteDataSource.class)
                    ? dataSource.unwrap(ConcurrencySafeSqliteDataSource.class)
                    : null;
        } catch (SQLException | RuntimeException unknown) {
            // One that routes by thread or belongs to a request cannot say.
            return null;
        }
    }
}
