// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.differential.StatementOutcome.Failure;
import io.github.safesqlite.differential.StatementOutcome.Part;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one cell showed on one side.
 *
 * @param outcomes of the call, or of the two calls
 * @param locked whether the write lock was taken after the call and, in manual commit mode, another write
 * @param rollback what a rollback then threw, if anything
 * @param lockedAfterClose whether the write lock is still taken when the connection is closed
 * @param content what the database holds in the end; empty if nothing was changed
 */
record StatementObservation(
        List<StatementOutcome> outcomes,
        boolean locked,
        @Nullable Failure rollback,
        boolean lockedAfterClose,
        String content) {

    StatementOutcome outcome() {
        return outcomes.get(0);
    }

    StatementOutcome last() {
        return outcomes.get(outcomes.size() - 1);
    }

    Set<Part> differencesFrom(StatementObservation other) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (int i = 0; i < outcomes.size(); i++) {
            parts.addAll(outcomes.get(i).differencesFrom(other.outcomes.get(i)));
        }
        StatementOutcome.add(parts, Part.WRITE_LOCK, locked == other.locked);
        StatementOutcome.add(
                parts,
                Part.ROLLBACK,
                (rollback == null) == (other.rollback == null)
                        && StatementOutcome.differences(rollback, other.rollback)
                                .isEmpty());
        StatementOutcome.add(parts, Part.LOCK_AFTER_CLOSE, lockedAfterClose == other.lockedAfterClose);
        StatementOutcome.add(parts, Part.CONTENT, content.equals(other.content));
        return parts;
    }

    @Override
    public String toString() {
        return outcomes
                + (locked ? " locked" : " free")
                + (rollback == null ? "" : " rollback " + rollback)
                + (lockedAfterClose ? " still locked" : "")
                + (content.isEmpty() ? " unchanged" : " content " + Integer.toHexString(content.hashCode()));
    }
}
