// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.transaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.safesqlite.internal.pool.ConnectionSource;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** A look at the database that fails: it must not fail the transaction of a session, and no change may be missed. */
class DataVersionTest {
    private boolean broken;
    private long changes;

    private final ConnectionSource source = (ConnectionSource) Proxy.newProxyInstance(
            ConnectionSource.class.getClassLoader(), new Class<?>[] {ConnectionSource.class}, (proxy, method, args) -> {
                if (!method.getName().equals("changesOfDatabase")) {
                    throw new UnsupportedOperationException(method.getName());
                }
                if (broken) {
                    throw new SQLException("locked");
                }
                return changes;
            });
    private final DataVersion version = new DataVersion(source);

    @Test
    void isNotCountedWhereNobodyCanLook() {
        broken = true;
        assertFalse(version.canBeCounted());
        broken = false;
        assertTrue(version.canBeCounted());
    }

    @Test
    void whatCouldNotBeSeenCountsAsAChange() throws SQLException {
        int first = version.answer(false);
        assertEquals(first, version.answer(false));
        broken = true;
        version.beforeBegin();
        broken = false;
        assertEquals(first + 1, version.answer(false));
        assertEquals(first + 1, version.answer(false));
    }

    @Test
    void aChangeBetweenTwoAnswersIsTold() throws SQLException {
        int first = version.answer(false);
        changes++;
        assertEquals(first + 1, version.answer(false));
        changes++;
        version.beforeBegin();
        changes++;
        assertEquals(first + 2, version.answer(true), "as of the snapshot");
        assertEquals(first + 3, version.answer(false));
    }
}
