// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.differential.StatementOutcome.Part;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** The differences in the table that are still to be mended, or to be decided on. */
enum OpenStatementDifferences implements StatementDifference {
    /** A failed plain batch has SQLite's vendor code, the driver's has 0; a failed prepared one is a batch exception. */
    BATCH_EXCEPTION(
            EnumSet.of(Part.EXCEPTION_CLASS, Part.SQL_STATE, Part.VENDOR_CODE, Part.RESULT_CODE, Part.CONTENT),
            compared -> compared.cell().call().isBatch() && compared.bothFailed()),
    /** A batch entry that may give rows is refused; on the driver it runs, and fails if there is a row. */
    BATCH_OF_QUERY(
            EnumSet.of(Part.KIND, Part.CONTENT),
            compared ->
                    compared.cell().call().isBatch() && compared.ours().last().isFailure()),
    /** CREATE VIRTUAL TABLE counts the rows of its shadow tables on the driver. */
    DEFINITION_COUNTS(EnumSet.of(Part.COUNT), compared -> compared.cell().text().startsWith("CREATE VIRTUAL TABLE")),
    /** The driver gives a key for an INSERT that set none, and none for an INSERT behind a comment or WITH. */
    GENERATED_KEYS(EnumSet.of(Part.KEYS), compared -> compared.cell().call().asksForKeys()),
    /** The columns of a RETURNING that was read out. */
    RETURNING_COLUMNS(
            EnumSet.of(Part.COLUMNS, Part.KEYS), compared -> compared.cell().family() == StatementTexts.RETURNING),
    /** ALTER TABLE that has a column by SQLite's account. */
    ALTER_WITH_COLUMNS(
            EnumSet.of(Part.KIND, Part.EXCEPTION_CLASS, Part.VENDOR_CODE, Part.RESULT_CODE, Part.CONTENT),
            compared -> compared.cell().family() == StatementTexts.ALTER),
    /** What can not run in a transaction runs as the first statement of one. */
    BEFORE_THE_BEGIN(
            EnumSet.of(Part.KIND, Part.EXCEPTION_CLASS, Part.VENDOR_CODE, Part.RESULT_CODE, Part.CONTENT),
            compared -> !compared.cell().mode().isAutoCommit()
                    && Set.of(StatementTexts.VACUUM, StatementTexts.PRAGMA_SETTING)
                            .contains(compared.cell().family())
                    && compared.driver().last().isFailure()),
    /** BEGIN with an unknown word and SAVEPOINT without a name are run. */
    CONTROL_WITH_A_MISTAKE(
            EnumSet.of(Part.KIND, Part.ROLLBACK, Part.WRITE_LOCK, Part.CONTENT),
            compared -> Set.of("BEGIN NOTHING", "SAVEPOINT")
                    .contains(compared.cell().text())),
    /** A PRAGMA that SQLite does not know, or without a name. */
    UNKNOWN_PRAGMA(
            EnumSet.of(Part.KIND, Part.EXCEPTION_CLASS, Part.VENDOR_CODE, Part.RESULT_CODE),
            compared -> Set.of("PRAGMA no_such_pragma", "PRAGMA no_such_pragma = 1", "PRAGMA")
                    .contains(compared.cell().text()));

    private final Set<Part> parts;
    private final Predicate<Compared> rule;

    OpenStatementDifferences(Set<Part> parts, Predicate<Compared> rule) {
        this.parts = parts;
        this.rule = rule;
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
