// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class FailureNameTest {
    @Test
    void namesTheExtendedCodeOfTheInnermostDriverException() {
        SQLException driver = new SQLiteException("stale", SQLiteErrorCode.SQLITE_BUSY_SNAPSHOT);

        assertEquals("BUSY_SNAPSHOT", FailureName.of(new IllegalStateException(new SQLException(driver))));
    }

    @Test
    void namesAPoolWithoutConnections() {
        assertEquals("NO_CONNECTION", FailureName.of(new SQLTransientConnectionException("timed out")));
    }

    @Test
    void namesTheClassOfAnythingElse() {
        assertEquals("AssertionError", FailureName.of(new RuntimeException(new AssertionError("bug"))));
    }
}
