// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.timetable;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import java.sql.SQLException;
import java.time.Duration;

/** The maintenance of a {@link ConcurrencySafeSqliteDataSource}. Its tasks end when the DataSource is closed. */
final class SharedTimetable implements Timetable {
    private final ConcurrencySafeSqliteDataSource dataSource;

    SharedTimetable(ConcurrencySafeSqliteDataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void every(Duration interval, String name, Task task) throws SQLException {
        dataSource.maintenance().every(interval, name, task::run);
    }

    @Override
    public void close() {}
}
