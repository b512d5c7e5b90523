// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.spring;

import io.github.safesqlite.ConcurrencySafeSqliteDataSource;
import io.github.safesqlite.config.SqliteConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** The actuator endpoint {@code sqlite}: the state of each DataSource, with its write gate and its leaks, and backups. */
@Endpoint(id = "sqlite")
class SqliteEndpoint {
    private static final String JSON = "application/json";

    private final List<ConcurrencySafeSqliteDataSource> dataSources;

    SqliteEndpoint(List<ConcurrencySafeSqliteDataSource> dataSources) {
        this.dataSources = List.copyOf(dataSources);
    }

    /** Returns the snapshots of all DataSources, as a JSON array. */
    @ReadOperation(produces = JSON)
    String snapshots() throws SQLException {
        StringBuilder json = new StringBuilder("[");
        for (ConcurrencySafeSqliteDataSource dataSource : dataSources) {
            json.append(json.length() > 1 ? "," : "")
                    .append(dataSource.snapshot().toJson());
        }
        return json.append("]").toString();
    }

    /** Returns the snapshot of one DataSource as JSON, or null, which is 404, if no pool has this name. */
    @ReadOperation(produces = JSON)
    @Nullable
    String snapshot(@Selector String pool) throws SQLException {
        ConcurrencySafeSqliteDataSource dataSource = find(pool);
        return dataSource == null ? null : dataSource.snapshot().toJson();
    }

    /**
     * Makes a backup in {@code backupDirectory} and says where it is; null, which is 404, if no pool has this name.
     *
     * @throws InvalidEndpointRequestException if no {@code backupDirectory} is set: a caller must not choose where files go
     */
    @WriteOperation
    @Nullable
    Map<String, Object> backup(@Selector String pool) throws Exception {
        ConcurrencySafeSqliteDataSource dataSource = find(pool);
        if (dataSource == null) {
            return null;
        }
        SqliteConfig config = dataSource.config();
        Path directory = config.maintenance()
                .backupDirectory()
                .orElseThrow(() -> new InvalidEndpointRequestException(
                        pool + " has no directory for backups: set backupDirectory", "backupDirectory is off"));
        Path target = directory.resolve(pool + "-on-request.db");
        dataSource.backup(target);
        return Map.of("backup", target.toString(), "bytes", Files.size(target));
    }

    private @Nullable ConcurrencySafeSqliteDataSource find(String pool) throws SQLException {
        for (ConcurrencySafeSqliteDataSource dataSource : dataSources) {
            if (dataSource.config().poolName().equals(pool)) {
                return dataSource;
            }
        }
        return null;
    }
}
