// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

import java.sql.SQLException;
import org.sqlite.SQLiteConnection;

/** A connection beside all others that only tells whether any of them has written. Not thread-safe. */
public final class VersionProbe implements AutoCloseable {
    private final SQLiteConnection driver;
    private final ControlStatements control;
    private final int firstVersion;

    VersionProbe(SQLiteConnection driver) throws SQLException {
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
        return control.dataVersion() == firstVersion;
    }

    @Override
    public void close() throws SQLException {
        driver.close();
    }
}
