// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import io.github.safesqlite.move.source.OwnObjects;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How far a cut-over of a SQLite file has come. */
public enum CutoverState {
    /** There is none. */
    NONE,
    /** Changes are recorded. */
    CAPTURING,
    /** The file takes no more writes. */
    CLOSED;

    /** The state that a connection sees. */
    public static CutoverState of(Connection source) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*), count(CASE WHEN name LIKE '"
                        + ClosingTriggers.PREFIX + "%' THEN 1 END) FROM sqlite_schema WHERE " + OwnObjects.CONDITION)) {
            rows.next();
            if (rows.getInt(2) > 0) {
                return CLOSED;
            }
            return rows.getInt(1) > 0 ? CAPTURING : NONE;
        }
    }
}
