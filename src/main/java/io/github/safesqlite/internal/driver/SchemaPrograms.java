// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.file.SchemaChanges;
import io.github.safesqlite.internal.sql.SqlStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The programs of the statements of one DataSource. Safe for use by multiple threads.
 *
 * <p>What calls a function has its name in the text of the statement or in that of a view, a trigger, a table or an index. So
 * SQLite is asked, once per statement and schema, only where such a name is: most schemas have none, and then the text tells all.
 */
public final class SchemaPrograms {
    private static final int MOST_KNOWN = 4096;

    private final SchemaChanges changes;
    private volatile @Nullable Schema current;

    public SchemaPrograms(SchemaChanges changes) {
        this.changes = changes;
    }

    /** What is known of one state of the schema. */
    private record Schema(
            long count,
            long version,
            boolean mentionsCalls,
            boolean hasAttached,
            ApplicationCode code,
            Map<String, Program> programs) {
        boolean tellsByText(SqlStatement sql) {
            return !mentionsCalls && !hasAttached && !sql.asksForChanges() && !sql.mayDoNothing();
        }

        boolean tellsAllByText(SqlStatement sql) {
            return code.isEmpty() && tellsByText(sql);
        }

        Program remember(SqlStatement sql, Program program) {
            if (programs.size() >= MOST_KNOWN) {
                programs.clear();
            }
            if (program.isLasting()) {
                programs.put(sql.sql(), program);
            }
            return program;
        }
    }

    /** The program of a statement, or null if only a connection can tell. */
    public @Nullable Program of(SqlStatement sql) {
        Schema schema = current;
        if (schema == null || schema.count != changes.count()) {
            return null;
        }
        return schema.tellsAllByText(sql) ? Program.PLAIN : schema.programs.get(sql.sql());
    }

    /** Whether {@link #of} needs to ask no connection at all. */
    public boolean tellsByText(SqlStatement sql) {
        Schema schema = current;
        return schema != null && schema.count == changes.count() && schema.tellsAllByText(sql);
    }

    /** The same, by means of a connection that sees the schema that all see. */
    public Program ask(SqlStatement sql, PhysicalConnection connection) {
        Schema schema;
        try {
            schema = schemaOf(connection);
        } catch (SQLException busyOrBroken) {
            connection.passedOver(busyOrBroken);
            // If it is more than a moment, the statement will say so.
            return Program.UNKNOWN;
        }
        return schema.tellsByText(sql) && !schema.code.isMentionedIn(sql.sql())
                ? schema.remember(sql, Program.PLAIN)
                : schema.remember(sql, connection.statements().program(sql));
    }

    /** Whether a query that may read nothing reads nothing, or null if only a connection can tell. */
    public @Nullable Boolean readsNothing(SqlStatement sql) {
        Schema schema = current;
        Program known = schema == null || schema.count != changes.count() ? null : schema.programs.get(sql.sql());
        return known == null || known == Program.PLAIN ? null : known.readsNothing();
    }

    /** The same, by means of a connection that sees the schema that all see. */
    public boolean readsNothing(SqlStatement sql, PhysicalConnection connection) {
        try {
            Schema schema = schemaOf(connection);
            return schema.remember(sql, connection.statements().program(sql)).readsNothing();
        } catch (SQLException busyOrBroken) {
            connection.passedOver(busyOrBroken);
            return false;
        }
    }

    private Schema schemaOf(PhysicalConnection connection) throws SQLException {
        long version = connection.schemaVersion();
        Schema schema = current;
        if (schema != null && schema.version != version) {
            // Another process has changed it.
            changes.changed();
        }
        long count = changes.count();
        if (schema == null || schema.count != count) {
            schema = new Schema(
                    count,
                    version,
                    SchemaCalls.areIn(connection),
                    !connection.attached().writable().isEmpty(),
                    connection.applicationCode(),
                    new ConcurrentHashMap<>());
            current = schema;
        }
        return schema;
    }
}
