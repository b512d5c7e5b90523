// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.capture;

import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.cutover.key.UniqueIndex;
import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.source.OwnObjects;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Adds what records changes to a SQLite file, and removes it. All within the transaction of the caller. */
public final class Capture {
    private Capture() {}

    /** The statements that create the triggers of these tables. */
    public static List<String> triggers(Connection source, List<TableKey> keys) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (TableKey key : keys) {
            statements.addAll(
                    CaptureTriggers.of(key, UniqueIndex.of(source, key.table().source())));
        }
        return statements;
    }

    /**
     * Begins to record changes.
     *
     * @param cutover a name by which the record is known again
     */
    public static void install(Connection source, List<TableKey> keys, String cutover) throws SQLException {
        remove(source);
        ChangeTable.create(source, keys, cutover);
        try (Statement statement = source.createStatement()) {
            for (String trigger : triggers(source, keys)) {
                statement.execute(trigger);
            }
        }
    }

    /** Has all tables refuse writes from now on, and records no more changes. */
    public static void close(SqliteSnapshot source, String file) throws SQLException {
        remove(source.connection());
        ClosingTriggers.create(source, file);
    }

    /** Removes all that a cut-over has added to the file. */
    public static void remove(Connection source) throws SQLException {
        List<String> drops = new ArrayList<>();
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("SELECT type, name FROM sqlite_schema WHERE "
                        + OwnObjects.CONDITION + " AND type IN ('trigger', 'table') ORDER BY type DESC")) {
            while (rows.next()) {
                drops.add("DROP " + rows.getString(1) + " " + Identifiers.quote(rows.getString(2)));
            }
        }
        try (Statement statement = source.createStatement()) {
            for (String drop : drops) {
                statement.execute(drop);
            }
        }
    }
}
