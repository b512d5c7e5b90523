// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.cutover.follow;

import io.github.safesqlite.move.cutover.follow.StagedTable.Reference;
import io.github.safesqlite.move.target.ForeignKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Applies the staged changes to the tables of the target.
 *
 * <p>First as they are: rows that are gone are deleted, the others updated or inserted. That fails where changed rows have exchanged
 * values that must be unique, or refer to one another in a circle. Then it begins again, deletes all changed rows together with
 * the rows that refer to them, and inserts what must be there. Not thread-safe.
 */
final class Application {
    /** A unique index, an exclusion constraint, a foreign key, and one that restricts deletions. */
    private static final Set<String> IN_THE_WAY = Set.of("23505", "23P01", "23503", "23001");

    private final Connection target;
    private final Bound bound;
    private final List<StagedTable> parentsFirst;
    private final List<StagedTable> childrenFirst;
    private final List<Reference> references = new ArrayList<>();

    Application(Connection target, List<StagedTable> tables, Bound bound) {
        this.target = target;
        this.bound = bound;
        parentsFirst = tables;
        childrenFirst = new ArrayList<>(tables);
        Collections.reverse(childrenFirst);
        for (StagedTable child : tables) {
            for (ForeignKey foreignKey : child.key().table().target().foreignKeys()) {
                tables.stream()
                        .filter(parent -> parent.key().table().target().name().equals(foreignKey.parent()))
                        .forEach(parent -> references.add(new Reference(child, foreignKey, parent)));
            }
        }
    }

    /** Applies the changes of these tables. */
    void apply(Set<StagedTable> changed) throws SQLException {
        execute("SET CONSTRAINTS ALL DEFERRED");
        Savepoint before = target.setSavepoint();
        try {
            if (inPlace(changed)) {
                return;
            }
        } catch (SQLException failure) {
            if (!IN_THE_WAY.contains(failure.getSQLState())) {
                throw failure;
            }
        }
        target.rollback(before);
        displace(changed);
    }

    /** Returns whether all changes are applied. */
    private boolean inPlace(Set<StagedTable> changed) throws SQLException {
        for (Reference reference : references) {
            if (changed.contains(reference.parent())
                    && reference.byOtherColumns()
                    && count(reference.countMoved()) > 0) {
                return false;
            }
        }
        deleteGone(changed);
        for (StagedTable table : parentsFirst) {
            if (changed.contains(table)) {
                execute(table.update());
                execute(table.insert(table.rows()));
            }
        }
        deleteGone(changed);
        for (StagedTable table : changed) {
            if (count(table.countGone()) > 0) {
                return false;
            }
        }
        return true;
    }

    /** A cascade of the target would also delete rows that nobody has changed, so rows that are referred to stay for now. */
    private void deleteGone(Set<StagedTable> changed) throws SQLException {
        long deleted;
        do {
            deleted = 0;
            for (StagedTable table : childrenFirst) {
                if (changed.contains(table)) {
                    deleted += execute(table.deleteGone(to(table)));
                }
            }
        } while (deleted > 0);
    }

    private List<Reference> to(StagedTable table) {
        return references.stream()
                .filter(reference -> reference.parent().equals(table))
                .toList();
    }

    private void displace(Set<StagedTable> changed) throws SQLException {
        long kept;
        do {
            kept = 0;
            for (Reference reference : references) {
                kept += execute(reference.keepReferring());
            }
        } while (kept > 0);
        for (StagedTable table : childrenFirst) {
            execute(table.deleteChanged());
        }
        for (StagedTable table : parentsFirst) {
            execute(table.insert(table.rowsAndKept()));
        }
    }

    private long execute(String sql) throws SQLException {
        bound.check();
        if (sql.isEmpty()) {
            return 0;
        }
        try (Statement statement = target.createStatement()) {
            statement.execute(sql);
            return Math.max(0, statement.getLargeUpdateCount());
        }
    }

    private long count(String sql) throws SQLException {
        bound.check();
        try (Statement statement = target.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
