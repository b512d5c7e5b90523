// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.differential.StatementOutcome.Failure;
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
    /** A batch that fails is undone in autocommit, and throws a BatchUpdateException, prepared or not. */
    BATCH_FAILURE(
            EnumSet.of(Part.EXCEPTION_CLASS, Part.CONTENT),
            compared -> compared.cell().call().isBatch() && compared.bothFailed()),
    /** A statement with RETURNING is refused in a batch; on the driver it runs and then fails. */
    BATCH_OF_QUERIES(
            EnumSet.of(Part.KIND, Part.CONTENT, Part.RESULT_CODE, Part.VENDOR_CODE),
            compared -> compared.cell().call().isBatch()
                    && compared.cell().family() == StatementTexts.RETURNING
                    && compared.ours().last().isFailure()),
    /** A definition changes no rows; the driver gives the count of the last INSERT, UPDATE or DELETE, on whatever table. */
    UPDATE_COUNT(EnumSet.of(Part.COUNT), compared -> compared.cell().text().startsWith("CREATE VIRTUAL TABLE")),
    /** The driver gives a key for an INSERT that set none, and none for an INSERT behind a comment or WITH. */
    GENERATED_KEYS(EnumSet.of(Part.KEYS), compared -> compared.cell().call().asksForKeys()),
    /** An ALTER TABLE that has a column by SQLite's account works through {@code executeUpdate}, prepared too. */
    UPDATE_WITH_COLUMNS(
            EnumSet.of(
                    Part.KIND,
                    Part.EXCEPTION_CLASS,
                    Part.VENDOR_CODE,
                    Part.RESULT_CODE,
                    Part.CONTENT,
                    Part.WRITE_LOCK,
                    Part.ROLLBACK),
            compared -> compared.cell().family() == StatementTexts.ALTER
                    && compared.cell().call().isUpdate()
                    && compared.cell().call().isPrepared()),
    /** A PRAGMA that is set as the first statement in manual commit mode takes effect. */
    FIRST_PRAGMA(
            EnumSet.of(Part.KIND, Part.EXCEPTION_CLASS, Part.VENDOR_CODE, Part.RESULT_CODE, Part.CONTENT),
            compared -> !compared.cell().mode().isAutoCommit()
                    && compared.cell().family() == StatementTexts.PRAGMA_SETTING
                    && compared.driver().last().isFailure());

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
