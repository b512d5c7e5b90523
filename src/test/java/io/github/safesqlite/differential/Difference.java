// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.testing.WayIn;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/** The first step at which a program did not show the same as on the driver. */
record Difference(History history, WayIn way, int step, Databases databases) {
    static final int SQLITE_ERROR = 1;
    static final int SQLITE_BUSY = 5;
    static final int SQLITE_LOCKED = 6;
    static final int SQLITE_READONLY = 8;
    static final int SQLITE_BUSY_SNAPSHOT = 517;
    static final int SQLITE_CONSTRAINT_FOREIGNKEY = 787;

    private static final Pattern NUMBER = Pattern.compile("-?\\d+");

    Difference(
            Program program,
            WayIn way,
            int step,
            List<Observation> onDriver,
            List<Observation> onOurs,
            Databases databases) {
        this(new History(program, onDriver, onOurs), way, step, databases);
    }

    Program program() {
        return history.program();
    }

    Observation expected() {
        return history.onDriver().get(step);
    }

    Observation actual() {
        return history.onOurs().get(step);
    }

    Step made() {
        return history.step(step);
    }

    Call call() {
        return made().call();
    }

    boolean isOnWal() {
        return program().setup().storage() == Setup.Storage.WAL;
    }

    boolean bothAreNumbers() {
        return isNumber(expected()) && isNumber(actual());
    }

    private static boolean isNumber(Observation shown) {
        return NUMBER.matcher(shown.value()).matches();
    }

    boolean bothSucceed() {
        return !expected().isFailure() && !actual().isFailure();
    }

    /** The last execution through the statement of this step, which may be this step. */
    Execution execution() {
        return history.execution(step);
    }

    /** The last one before this step. */
    Execution executionBefore() {
        return history.executionBefore(step);
    }

    boolean lastExecutionFailed() {
        Execution last = executionBefore();
        return last.hasRun() && history.failedOnDriver(last.step());
    }

    /** Whether the last execution was refused before it ran. */
    boolean lastCallWasRefused() {
        Execution last = executionBefore();
        return last.hasRun() && history.wasRefused(last.step());
    }

    BatchHistory batches() {
        return new BatchHistory(history, step);
    }

    OpenResults openResults() {
        return new OpenResults(history, step);
    }

    /** Whether an execution that changes rows has failed before, on this connection or, if this is the end, on any. */
    boolean hasFailedToChangeRows() {
        int connection = made().on().connection();
        return history.last(
                        step,
                        i -> history.step(i).call().executes()
                                && (connection < 0 || history.step(i).on().connection() == connection)
                                && history.failedOnDriver(i)
                                && history.sql(i).stream().anyMatch(Sql::changesRows))
                != History.NONE;
    }

    /** Whether, on the driver, the other connection has a transaction open or a lock just before this step, or had. */
    boolean isBesideAnother() throws SQLException {
        Variable other = Variable.connection(1 - made().on().connection());
        return program().hasTwoConnections()
                && made().on().connection() >= 0
                && (expected().failureCode() == SQLITE_BUSY_SNAPSHOT
                        || isTrueBefore(world -> world.isInTransaction(other))
                        || isBesideAWriter());
    }

    /** Whether, on the driver, another connection has a lock just before this step; with a write-ahead log to write. */
    boolean isBesideAWriter() throws SQLException {
        return isTrueBefore(
                world -> world.isLockedByOthers(Variable.connection(made().on().connection())));
    }

    private boolean isTrueBefore(Step.Action look) throws SQLException {
        return program()
                .before(step, WayIn.PLAIN_DRIVER, databases, look)
                .value()
                .equals("true");
    }

    /** Whether the other connection changed rows after this one had turned auto-commit off. */
    boolean hasOtherWrittenSinceManual() {
        Variable connection = Variable.connection(made().on().connection());
        int manual = history.lastStep(step, earlier -> earlier.calls(Call.TURN_AUTO_COMMIT_OFF, connection));
        return manual != History.NONE
                && history.last(
                                step,
                                i -> i > manual
                                        && history.step(i).on().connection() != connection.connection()
                                        && !history.failedOnDriver(i)
                                        && history.step(i).call().executes()
                                        && history.sql(i).stream()
                                                .anyMatch(sql -> sql.first().changesRows()))
                        != History.NONE;
    }

    /** Whether the other connection changed the schema before. */
    boolean hasOtherChangedSchema() {
        int connection = made().on().connection();
        return history.last(
                        step,
                        i -> history.step(i).on().connection() != connection
                                && !history.failedOnDriver(i)
                                && history.step(i).call().executes()
                                && history.sql(i).stream().anyMatch(Sql::changesSchema))
                != History.NONE;
    }

    /** Whether the driver would show the same as we did if only the statement of this step had been used since its execution. */
    boolean isAsWhenOpened() throws SQLException {
        if (!executionBefore().hasRun()) {
            return false;
        }
        Program quiet = openResults().quiet();
        List<Observation> shown = quiet.run(WayIn.PLAIN_DRIVER, databases);
        return shown.get(quiet.steps().size() - 1).value().equals(actual().value());
    }

    String report() {
        StringBuilder text = new StringBuilder("through ")
                .append(way)
                .append(" on ")
                .append(program().setup())
                .append('\n');
        for (int i = 0; i <= step; i++) {
            text.append(String.format(
                    "  %-70s // %s%n", history.step(i), history.onDriver().get(i)));
        }
        return text.append("  driver: ")
                .append(expected())
                .append("\n  ours:   ")
                .append(actual())
                .append('\n')
                .toString();
    }
}
