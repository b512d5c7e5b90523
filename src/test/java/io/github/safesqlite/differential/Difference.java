// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first step at which a program did not show the same as on the driver. */
record Difference(Program program, Way way, int step, List<Observation> onDriver, List<Observation> onOurs) {

    private static final Pattern STATEMENT = Pattern.compile("\\br?(p?s\\d+)\\b");

    private static final Pattern ENDS_TRANSACTION =
            Pattern.compile("\\b(COMMIT|END|ROLLBACK|RELEASE)\\b(?! TO)|releaseSavepoint|OR ROLLBACK");

    Observation expected() {
        return onDriver.get(step);
    }

    Observation actual() {
        return onOurs.get(step);
    }

    String line() {
        return program.line(step);
    }

    boolean bothAreNumbers() {
        return expected().value().matches("-?\\d+") && actual().value().matches("-?\\d+");
    }

    /** The last call before this one that ran something through the same statement, with its SQL; or an empty text. */
    String lastExecution() {
        Matcher statement = STATEMENT.matcher(line());
        if (!statement.find()) {
            return "";
        }
        String name = statement.group(1);
        StringBuilder found = new StringBuilder();
        for (int i = step; i >= 0; i--) {
            String line = program.line(i);
            if (line.contains(name + ".execute")) {
                found.append(line);
            }
            if (line.contains(" " + name + " = ") || line.contains(name + ".execute") && line.contains("\"")) {
                return found.append(line).toString();
            }
        }
        return found.toString();
    }

    boolean lastExecutionFailed() {
        String execution = lastExecution();
        for (int i = step - 1; i >= 0; i--) {
            if (!execution.isEmpty() && execution.startsWith(program.line(i))) {
                return onDriver.get(i).isFailure();
            }
        }
        return false;
    }

    /** Whether a call that matches has failed before this one. */
    boolean hasFailedBefore(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        for (int i = 0; i < Math.min(step, program.steps().size()); i++) {
            if (onDriver.get(i).isFailure() && wanted.matcher(program.line(i)).find()) {
                return true;
            }
        }
        return false;
    }

    /** Whether something else was executed between the execution that this step reads and this step. */
    boolean hasWrittenSinceOpened() {
        String opened = lastExecution();
        for (int i = step - 1; i >= 0; i--) {
            String line = program.line(i);
            if (!opened.isEmpty() && opened.startsWith(line)) {
                return false;
            }
            if (line.contains(".execute")) {
                return true;
            }
        }
        return false;
    }

    boolean isInContent() {
        return step == onDriver.size() - 1;
    }

    /** Whether a call before this one matches. */
    boolean hasRunBefore(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        for (int i = 0; i < Math.min(step, program.steps().size()); i++) {
            if (wanted.matcher(program.line(i)).find()) {
                return true;
            }
        }
        return false;
    }

    /** Whether the driver's flag and SQLite's transaction do not belong together any more. */
    boolean followsControlInManualMode() {
        boolean manual = false;
        for (int i = 0; i <= step; i++) {
            String line = program.line(i);
            if (line.contains("setAutoCommit(") || line.contains("setSavepoint(")) {
                manual = !line.contains("(true)");
            } else if (manual && ENDS_TRANSACTION.matcher(line).find()) {
                return true;
            }
        }
        return false;
    }

    String report() {
        StringBuilder text = new StringBuilder("through ")
                .append(way)
                .append(" on ")
                .append(program.setup())
                .append('\n');
        for (int i = 0; i <= step; i++) {
            text.append(String.format("  %-70s // %s%n", program.line(i), onDriver.get(i)));
        }
        return text.append("  driver: ")
                .append(expected())
                .append("\n  ours:   ")
                .append(actual())
                .append('\n')
                .toString();
    }
}
