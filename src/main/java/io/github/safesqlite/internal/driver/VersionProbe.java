// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.DataVersions;
import io.github.safesqlite.internal.log.Log;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/** A connection beside all others that only tells whether any of them has written. Not thread-safe. */
public final class VersionProbe implements DataVersions.Probe, AutoCloseable {
    private static final Log log = Log.named("io.github.safesqlite.pool");

    private final SQLiteConnection driver;
    private final ControlStatements control;
    private final int firstVersion;

    public VersionProbe(SQLiteConnection driver) throws SQLException {
        this.driver = driver;
        this.control = new ControlStatements(driver);
        boolean looked = false;
        try {
            this.firstVersion = control.dataVersion();
            looked = true;
        } finally {
            if (!looked) {
                driver.close();
            }
        }
    }

    /** Whether no connection has written since this probe was opened. */
    public boolean isUnchanged() throws SQLException {
        return version() == firstVersion;
    }

    @Override
    public int version() throws SQLException {
        return control.dataVersion();
    }

    @Override
    public void closeQuietly() {
        try {
            close();
        } catch (SQLException unimportant) {
            log.atDebug().setCause(unimportant).log("A connection that looks for changes failed to close");
        }
    }

    @Override
    public void close() throws SQLException {
        driver.close();
    }
}
