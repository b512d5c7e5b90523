// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.proxy;

import java.sql.ResultSet;
import java.sql.SQLException;

/** The one kind of result set that SQLite has. */
final class ResultSetKinds {
    private ResultSetKinds() {}

    static void require(int type, int concurrency) throws SQLException {
        require(type, concurrency, ResultSet.CLOSE_CURSORS_AT_COMMIT);
    }

    static void require(int type, int concurrency, int holdability) throws SQLException {
        if (type != ResultSet.TYPE_FORWARD_ONLY) {
            throw new SQLException("SQLite only supports TYPE_FORWARD_ONLY cursors");
        }
        if (concurrency != ResultSet.CONCUR_READ_ONLY) {
            throw new SQLException("SQLite only supports CONCUR_READ_ONLY cursors");
        }
        if (holdability != ResultSet.CLOSE_CURSORS_AT_COMMIT) {
            throw new SQLException("SQLite only supports closing cursors at commit");
        }
    }
}
