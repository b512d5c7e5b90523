// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.sql.StatementKind;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a history tells of result sets that are open, as seen from one step. */
record OpenResults(History history, int step) {

    /** The RETURNING whose rows were not read to their end before this step, or before a transaction began or ended. */
    int unreadReturning() {
        Map<Variable, Integer> unread = new HashMap<>();
        Set<Integer> ofOthers = new HashSet<>();
        for (int i = 0; i < Math.min(step, history.program().steps().size()); i++) {
            if (begins(i) && !(unread.isEmpty() && ofOthers.isEmpty())) {
                break;
            }
            if (history.failedOnDriver(i) || !history.wasMade(i)) {
                continue;
            }
            Step made = history.step(i);
            Variable statement = made.on().statement();
            Variable ended = made.call().executes() ? statement : made.assigned();
            Integer former = ended == null ? null : unread.remove(ended);
            if (former != null) {
                ofOthers.add(former);
            }
            if (made.call().executes() && history.sql(i).stream().anyMatch(Sql::hasReturning)) {
                unread.put(statement, i);
            } else if (statement != null && (made.call() == Call.CLOSE || isReadOut(i)) && !isOfAnother(i, unread)) {
                unread.remove(statement);
            }
        }
        ofOthers.addAll(unread.values());
        return ofOthers.isEmpty() ? History.NONE : Collections.max(ofOthers);
    }

    /** Whether a result set is not that of the unread RETURNING of its statement. */
    private boolean isOfAnother(int at, Map<Variable, Integer> unread) {
        Variable on = history.step(at).on();
        return on.isRows() && !Objects.equals(history.openingOf(at).step(), unread.get(on.statement()));
    }

    private boolean begins(int at) {
        Step made = history.step(at);
        return switch (made.call()) {
            case SET_SAVEPOINT, TURN_AUTO_COMMIT_OFF -> true;
            default ->
                made.call().executes()
                        && history.sql(at).stream()
                                .anyMatch(sql -> sql.is(StatementKind.BEGIN)
                                        || sql.is(StatementKind.SAVEPOINT)
                                        || sql.mentions(SqlWords.OR_ROLLBACK));
        };
    }

    private boolean isReadOut(int at) {
        Variable statement = history.step(at).on().statement();
        return history.step(at).call() == Call.READ
                && history.onDriver().get(at).hasEnded()
                && !history.hasStep(step, earlier -> earlier.calls(Call.SET_MAX_ROWS, statement));
    }

    /** The last query before the one that this step reads, on its connection, that was not read to its end; or none. */
    int formerQuery() {
        int reading = history.executionBefore(step).step();
        int connection = history.step(step).on().connection();
        Map<Variable, Integer> open = new HashMap<>();
        for (int i = 0; i < reading; i++) {
            Step made = history.step(i);
            Variable statement = made.on().statement();
            if (statement == null || statement.connection() != connection || history.failedOnDriver(i)) {
                continue;
            }
            if (made.call().executes()) {
                open.put(statement, i);
            } else if (made.call() == Call.READ && history.onDriver().get(i).hasEnded()) {
                open.remove(statement);
            }
        }
        return open.isEmpty() ? History.NONE : Collections.max(open.values());
    }

    /** The steps up to this one without those on other statements since the one that it reads was executed. */
    Program quiet() {
        int opened = history.executionBefore(step).step();
        Variable statement = history.step(step).on().statement();
        return history.program()
                .upTo(step + 1)
                .with(i -> i <= opened || Objects.equals(history.step(i).on().statement(), statement));
    }
}
