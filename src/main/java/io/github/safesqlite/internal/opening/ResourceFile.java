// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.codes.VendorCode;
import io.github.safesqlite.internal.driver.Pragmas;
import io.github.safesqlite.internal.path.FilePaths;
import java.sql.SQLException;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConnection;

/** The file behind a name such as {@code :resource:data/app.db}, which sqlite-jdbc finds, or makes as a copy. */
public final class ResourceFile {
    private ResourceFile() {}

    /**
     * The same settings for the file, if {@code config} names a resource.
     *
     * @throws OpenFailedException if there is no such resource
     */
    public static SqliteConfig resolved(SqliteConfig config) throws SQLException {
        if (!config.isResource()) {
            return config;
        }
        try (SQLiteConnection connection = JDBC.createConnection("jdbc:sqlite:" + config.file(), new Properties())) {
            return config.forDatabase(FilePaths.of(Pragmas.mainFile(connection)));
        } catch (SQLException failure) {
            throw OpenFailedException.of(
                    config.poolName(),
                    config.file(),
                    "sqlite-jdbc cannot open the resource: " + failure.getMessage(),
                    "Name a resource of the class path, or a URL, that is a SQLite database.",
                    VendorCode.CANTOPEN,
                    failure);
        }
    }
}
