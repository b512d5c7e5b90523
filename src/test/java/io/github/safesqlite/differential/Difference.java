// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first step at which a program did not show the same as on the driver. */
record Difference(Program program, Way way, int step, List<Observation> onDriver, List<Observation> onOurs) {

    private static final Pattern STATEMENT = Pattern.compile("\\br?(p?s\\d+)\\b");

    private static final String CHANGE = "(?:/\\* c \\*/ )?(?:INSERT|UPDATE|DELETE|REPLACE)";
    private static final Pattern CHANGES_ROWS = Pattern.compile("\"" + CHANGE);
    private static final Pattern BEGINS =
            Pattern.compile("\\b(BEGIN|SAVEPOINT)\\b|setSavepoint|setAutoCommit\\(false\\)");
    private static final String OTHER_SQL = "\"(?!" + CHANGE + ")";

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

    /** The name of the statement that this step is about, or an empty text. */
    String statement() {
        Matcher statement = STATEMENT.matcher(line());
        return statement.find() ? statement.group(1) : "";
    }

    /** The last call before this one that ran something through the same statement, with its SQL; or an empty text. */
    String lastExecution() {
        String name = statement();
        if (name.isEmpty()) {
            return "";
        }
        StringBuilder found = new StringBuilder();
        for (int i = step; i >= 0; i--) {
            String line = program.line(i);
            boolean executes = executes(name, line);
            if (executes) {
                found.append(line);
            }
            if (line.contains(" " + name + " = ") || executes && line.contains("\"")) {
                return found.append(line).toString();
            }
        }
        return found.toString();
    }

    private static boolean executes(String statement, String line) {
        return Pattern.compile("\\b" + statement + "\\.execute").matcher(line).find();
    }

    /** Whether the SQL of that execution, the first if there are several, is an INSERT, UPDATE, DELETE or REPLACE. */
    boolean lastExecutionChangesRows() {
        return CHANGES_ROWS.matcher(lastExecution()).find();
    }

    /** Whether there is an INSERT in it which does not come first: behind a comment or another statement. */
    boolean lastExecutionInsertsLater() {
        return lastExecution().matches("(?s).*\"(?!INSERT|REPLACE).*(INSERT|REPLACE).*");
    }

    /** Whether some entry of the batch that this step runs is no INSERT, UPDATE, DELETE or REPLACE. */
    boolean batchHoldsOtherThanChanges() {
        return hasRunBefore(statement() + "\\.addBatch\\(" + OTHER_SQL)
                || hasRunBefore(" " + statement() + " = .*prepareStatement\\(" + OTHER_SQL);
    }

    /** Whether the rows of a RETURNING were not read to their end before this step, or before a transaction began. */
    boolean hasUnreadReturning() {
        Set<String> unread = new HashSet<>();
        Set<String> prepared = new HashSet<>();
        for (int i = 0; i < Math.min(step, program.steps().size()); i++) {
            String line = program.line(i);
            if (!unread.isEmpty() && BEGINS.matcher(line).find()) {
                return true;
            }
            Matcher named = STATEMENT.matcher(line);
            if (!named.find() || onDriver.get(i).isFailure()) {
                continue;
            }
            String name = named.group(1);
            boolean executes = executes(name, line);
            boolean readOut = line.contains(".read ")
                    && onDriver.get(i).value().endsWith(" end")
                    && !hasRunBefore(name + "\\.setMaxRows");
            if (line.contains(" " + name + " = ") && unread.remove(name)) {
                unread.add("the former " + name);
            }
            if (line.contains("prepareStatement(")) {
                prepared.remove(name);
                if (line.contains("RETURNING")) {
                    prepared.add(name);
                }
            } else if (executes && (line.contains("RETURNING") || prepared.contains(name))) {
                unread.add(name);
            } else if (executes || readOut || line.contains("close()")) {
                unread.remove(name);
            }
        }
        return !unread.isEmpty();
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
