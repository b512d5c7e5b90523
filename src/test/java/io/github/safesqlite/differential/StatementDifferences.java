// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.differential.StatementOutcome.Failure;
import io.github.safesqlite.differential.StatementOutcome.Kind;
import io.github.safesqlite.differential.StatementOutcome.Part;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** The differences in the table that are on purpose; each has its row in {@code docs/compatibility.md}. */
enum StatementDifferences implements StatementDifference {
    /** {@code executeQuery} of a statement without rows throws and runs nothing; the driver runs it, then throws. */
    QUERY_RUNS_NOTHING(
            EnumSet.of(
                    Part.EXCEPTION_CLASS,
                    Part.SQL_STATE,
                    Part.VENDOR_CODE,
                    Part.RESULT_CODE,
                    Part.WRITE_LOCK,
                    Part.ROLLBACK,
                    Part.CONTENT),
            compared -> compared.cell().call() == StatementCall.EXECUTE_QUERY
                    && compared.bothFailed()
                    && "SQLITE_DONE"
                            .equals(StatementDifferences.failure(compared.ours())
                                    .state())),
    /** A prepared PRAGMA without rows is run before {@code executeQuery} throws. */
    QUERY_OF_PRAGMA(
            EnumSet.of(Part.CONTENT),
            compared -> compared.cell().call() == StatementCall.PREPARED_EXECUTE_QUERY
                    && compared.cell().family() == StatementTexts.PRAGMA_SETTING
                    && compared.bothFailed()),
    /** A text with several statements runs as a whole or is refused; the driver runs the first and drops the others. */
    SEVERAL_STATEMENTS(
            EnumSet.of(
                    Part.KIND,
                    Part.ROWS,
                    Part.COUNT,
                    Part.KEYS,
                    Part.EXCEPTION_CLASS,
                    Part.VENDOR_CODE,
                    Part.RESULT_CODE,
                    Part.CONTENT),
            compared -> compared.cell().family() == StatementTexts.SEVERAL),
    /** {@code executeUpdate} of a text without a statement throws; on the driver it gives 0. */
    EMPTY_TEXT(
            EnumSet.of(Part.KIND),
            compared -> compared.cell().family() == StatementTexts.EMPTY
                    && compared.cell().call().isUpdate()),
    /** A prepared statement that failed can be executed again; the driver's is finalized. */
    PREPARED_AFTER_FAILURE(
            EnumSet.of(Part.KIND, Part.EXCEPTION_CLASS, Part.VENDOR_CODE, Part.RESULT_CODE),
            compared -> compared.cell().mode() == StatementCell.Mode.TWICE
                    && compared.cell().call().isPrepared()
                    && compared.driver().last().isFailure()
                    && StatementDifferences.failure(compared.driver()).type() == SQLException.class),
    /** After SQLite rolled back by itself statements are refused until {@code rollback()}, which does not fail. */
    ROLLED_BACK_BY_SQLITE(
            EnumSet.of(Part.WRITE_LOCK, Part.ROLLBACK, Part.CONTENT),
            compared -> compared.cell().text().contains(" OR ROLLBACK ")
                    && !compared.cell().mode().isAutoCommit()
                    && compared.bothFailed()),
    /** {@code executeUpdate(sql)} counts the rows that the statement changes, not those of its triggers. */
    TRIGGER_ROWS(
            EnumSet.of(Part.COUNT),
            compared -> compared.cell().call().isUpdate()
                    && !compared.cell().call().isPrepared()
                    && compared.ours().outcome().kind() == Kind.COUNT
                    && compared.driver().outcome().kind() == Kind.COUNT
                    && compared.ours().outcome().counts().get(0)
                            < compared.driver().outcome().counts().get(0)
                    && Set.of(StatementTexts.INSERT, StatementTexts.UPDATE, StatementTexts.RETURNING)
                            .contains(compared.cell().family()));

    private final Set<Part> parts;
    private final Predicate<Compared> rule;

    StatementDifferences(Set<Part> parts, Predicate<Compared> rule) {
        this.parts = parts;
        this.rule = rule;
    }

    static Failure failure(StatementObservation observation) {
        Failure failure = observation.last().failure();
        if (failure == null) {
            throw new AssertionError("no failure: " + observation);
        }
        return failure;
    }

    @Override
    public Set<Part> parts() {
        return parts;
    }

    @Override
    public boolean explains(Compared compared) {
        return rule.test(compared);
    }
}
