// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.opening;

import io.github.safesqlite.config.LoadableExtension;
import io.github.safesqlite.config.SqliteConfig;
import io.github.safesqlite.error.OpenFailedException;
import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConnection;

/** Loads the configured extensions into connections. Immutable and thread-safe. */
final class Extensions {
    /** A directory, so it is never loaded; SQLite answers otherwise if it may not load anything. */
    private static final String PROBE = "SELECT load_extension('/')";

    private static final String NOT_ALLOWED = "not authorized";

    private final SqliteConfig config;
    private final List<LoadableExtension> extensions;

    Extensions(SqliteConfig config) {
        this.config = config;
        this.extensions = config.extensions();
    }

    /**
     * Loads them. SQL may load others afterwards only if it could before ({@code enable_load_extension}).
     *
     * @throws OpenFailedException if one cannot be loaded
     */
    void load(SQLiteConnection driver) throws SQLException {
        if (extensions.isEmpty()) {
            return;
        }
        boolean allowed = isAllowed(driver);
        driver.getDatabase().enable_load_extension(true);
        try {
            for (LoadableExtension extension : extensions) {
                load(driver, extension);
            }
        } finally {
            driver.getDatabase().enable_load_extension(allowed);
        }
    }

    /** Asked of SQLite: whoever has opened the connection may have allowed it by a call. */
    private static boolean isAllowed(SQLiteConnection driver) {
        try (Statement statement = driver.createStatement()) {
            statement.execute(PROBE);
            return true;
        } catch (SQLException refused) {
            return !String.valueOf(refused.getMessage()).contains(NOT_ALLOWED);
        }
    }

    private void load(SQLiteConnection driver, LoadableExtension extension) throws SQLException {
        String entryPoint = extension.entryPoint();
        String call = entryPoint == null ? "SELECT load_extension(?)" : "SELECT load_extension(?, ?)";
        try (PreparedStatement statement = driver.prepareStatement(call)) {
            statement.setString(1, extension.file());
            if (entryPoint != null) {
                statement.setString(2, entryPoint);
            }
            statement.execute();
        } catch (SQLException failure) {
            throw OpenFailedException.of(
                    config.poolName(),
                    config.file(),
                    "the extension \"" + extension + "\" could not be loaded: " + failure.getMessage(),
                    "Check its path and entry point in the option extensions, and that it is built for this system"
                            + " and processor.",
                    SqliteErrors.primaryCode(failure),
                    failure);
        }
    }
}
