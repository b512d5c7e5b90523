// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first step at which a program did not show the same as on the driver. */
record Difference(
        Program program, Way way, int step, List<Observation> onDriver, List<Observation> onOurs, Databases databases) {

    /** What generates no key, or whose keys the driver does not give, or not yet. */
    static final String KEYS_DIFFER = "(?s).*(Batch\\(|RETURNING|OR IGNORE|INTO w|ON CONFLICT|\\) SELECT).*";

    /** A call with a text without a statement. */
    static final String EMPTY = "\\((\"\"|\"  -- nothing\"|\";\")";

    /** Asks for what the last write left. */
    static final Pattern COUNTERS = Pattern.compile("last_insert_rowid\\(\\)|\\bchanges\\(\\)");

    static final int SQLITE_BUSY_SNAPSHOT = 517;

    /** SQLITE_CONSTRAINT_FOREIGNKEY. */
    static final int FOREIGN_KEY = 787;

    /** Of no step. */
    static final int NONE = -1;

    private static final Pattern CONNECTION = Pattern.compile("\\b(?:c|r?p?s)(\\d)");
    private static final Pattern STATEMENT = Pattern.compile("\\br?(p?s\\d+)\\b");

    private static final String CHANGE = "(?:/\\* c \\*/ )?(?:INSERT|UPDATE|DELETE|REPLACE)";
    private static final Pattern CHANGES_ROWS = Pattern.compile("\"" + CHANGE);
    private static final Pattern BEGINS =
            Pattern.compile("\\b(BEGIN|SAVEPOINT|OR ROLLBACK)\\b|setSavepoint|setAutoCommit\\(false\\)");
    private static final Pattern PREPARED_CALL = Pattern.compile("\\b(ps\\d+)\\.(addBatch|clearBatch|execute\\w*)\\(");

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
        return statement(step);
    }

    private String statement(int at) {
        Matcher statement = STATEMENT.matcher(program.line(at));
        return statement.find() ? statement.group(1) : "";
    }

    /** The number of the connection that a step is about, or an empty text. */
    private String connection(int at) {
        Matcher connection = CONNECTION.matcher(program.line(at));
        return connection.find() ? connection.group(1) : "";
    }

    /** The last call before this one that ran something through the same statement, with its SQL; or an empty text. */
    String lastExecution() {
        return execution(step);
    }

    /** The same up to a step. */
    private String execution(int at) {
        String name = statement(at);
        if (name.isEmpty()) {
            return "";
        }
        // A result set is not of the statement that its variable has held only since.
        int since = program.line(at).startsWith("r" + name + ".") ? lastLine("ResultSet r" + name + " = ", at) : at;
        StringBuilder found = new StringBuilder();
        for (int i = at; i >= 0; i--) {
            String line = program.line(i);
            boolean executes = executes(name, line);
            if (executes) {
                found.append(line);
            }
            boolean assigns = i <= since
                    && line.contains(" " + name + " = ")
                    && !(i < at && onDriver.get(i).isFailure());
            if (assigns || executes && line.contains("\"")) {
                return found.append(line).toString();
            }
        }
        return found.toString();
    }

    private static boolean executes(String statement, String line) {
        return Pattern.compile("\\b" + statement + "\\.execute").matcher(line).find();
    }

    /** The step of that call, or none. */
    private int lastExecutionStep() {
        String execution = lastExecution();
        for (int i = step - 1; i >= 0 && !execution.isEmpty(); i--) {
            if (execution.startsWith(program.line(i))) {
                return i;
            }
        }
        return NONE;
    }

    /** Whether the SQL of that execution, the first if there are several, is an INSERT, UPDATE, DELETE or REPLACE. */
    boolean lastExecutionChangesRows() {
        return CHANGES_ROWS.matcher(lastExecution()).find();
    }

    /** Whether there is an INSERT in it which does not come first: behind a comment or another statement. */
    boolean lastExecutionInsertsLater() {
        return lastExecution().matches("(?s).*\"(?!INSERT|REPLACE).*(INSERT|REPLACE).*");
    }

    /** The last use of a prepared statement, up to this step, that had a batch before; or none. */
    int useAfterBatch() {
        Set<String> filled = new HashSet<>();
        Set<String> executed = new HashSet<>();
        int last = NONE;
        for (int i = 0; i <= Math.min(step, program.steps().size() - 1); i++) {
            Matcher call = PREPARED_CALL.matcher(program.line(i));
            if (call.find()) {
                String statement = call.group(1);
                boolean ofBatch = call.group(2).endsWith("Batch");
                if (executed.contains(statement) || !ofBatch && filled.contains(statement)) {
                    last = i;
                }
                if (ofBatch) {
                    (call.group(2).equals("addBatch") ? filled : executed).add(statement);
                }
            }
        }
        return last;
    }

    /** The RETURNING whose rows were not read to their end before this step, or before a transaction began or ended. */
    int unreadReturning() {
        Map<String, Integer> unread = new HashMap<>();
        Set<String> prepared = new HashSet<>();
        for (int i = 0; i < Math.min(step, program.steps().size()); i++) {
            String line = program.line(i);
            if (!unread.isEmpty() && BEGINS.matcher(line).find()) {
                return Collections.max(unread.values());
            }
            String name = statement(i);
            if (name.isEmpty() || onDriver.get(i).isFailure() || onDriver.get(i).equals(Observation.SKIPPED)) {
                continue;
            }
            boolean executes = executes(name, line);
            boolean readOut = line.contains(".read ")
                    && onDriver.get(i).value().endsWith(" end")
                    && !hasRunBefore(name + "\\.setMaxRows");
            if ((executes || line.contains(" " + name + " = ")) && unread.containsKey(name)) {
                unread.put("the former " + name, unread.remove(name));
            }
            if (line.contains("prepareStatement(")) {
                prepared.remove(name);
                if (line.contains("RETURNING")) {
                    prepared.add(name);
                }
            } else if (executes && (line.contains("RETURNING") || prepared.contains(name))) {
                unread.put(name, i);
            } else if (executes || readOut || line.contains("close()")) {
                unread.remove(name);
            }
        }
        return unread.isEmpty() ? NONE : Collections.max(unread.values());
    }

    boolean lastExecutionFailed() {
        int execution = lastExecutionStep();
        return execution != NONE && onDriver.get(execution).isFailure();
    }

    /** What the last execution gave here if it was an executeUpdate. A call that was refused is none: it runs nothing. */
    String lastUpdateGave() {
        for (int i = step - 1; i >= 0; i--) {
            if (executes(statement(), program.line(i)) && !wasRefused(i)) {
                return program.line(i).contains("Update(") ? onOurs.get(i).value() : "";
            }
        }
        return "";
    }

    /** Whether the last execution was refused before it ran. */
    boolean lastCallWasRefused() {
        int execution = lastExecutionStep();
        return execution != NONE && wasRefused(execution);
    }

    private boolean wasRefused(int at) {
        return onOurs.get(at).detail().matches("(?s).*(does not return rows|the statement returns rows).*");
    }

    /** The last addBatch or execution of an empty batch of this statement, if it has executed nothing since; or none. */
    int batchCallSinceExecution() {
        String statement = statement();
        for (int i = step - 1; i >= 0 && statement.startsWith("s"); i--) {
            String line = program.line(i);
            if (line.startsWith(statement + ".addBatch(")
                    || line.startsWith(statement + ".execute")
                            && onDriver.get(i).value().equals("[]")
                            && onOurs.get(i).value().equals("[]")) {
                return i;
            }
            if (executes(statement, line)) {
                return NONE;
            }
        }
        return NONE;
    }

    /** The last step before this one that failed on both sides, the SQL of which, or of a batch entry, matches; or none. */
    int lastFailureOf(String sql) {
        Pattern wanted = Pattern.compile(sql);
        for (int i = Math.min(step, program.steps().size()) - 1; i >= 0; i--) {
            if (onDriver.get(i).isFailure()
                    && onOurs.get(i).isFailure()
                    && (wanted.matcher(execution(i)).find() || batch(i).stream().anyMatch(wanted.asPredicate()))) {
                return i;
            }
        }
        return NONE;
    }

    /** The last call before this one that matches and was busy on both sides, or none. */
    int lastBusy(String pattern) {
        Pattern wanted = Pattern.compile(pattern);
        for (int i = Math.min(step, program.steps().size()) - 1; i >= 0; i--) {
            if (onDriver.get(i).isBusy()
                    && onOurs.get(i).isBusy()
                    && wanted.matcher(execution(i).isEmpty() ? program.line(i) : execution(i))
                            .find()) {
                return i;
            }
        }
        return NONE;
    }

    /** The last query before the one that this step reads, on its connection, that was not read to its end; or none. */
    int formerOpenQuery() {
        int reading = lastExecutionStep();
        Map<String, Integer> open = new HashMap<>();
        for (int i = 0; i < reading; i++) {
            String name = statement(i);
            if (name.isEmpty()
                    || !connection(i).equals(connection(step))
                    || onDriver.get(i).isFailure()) {
                continue;
            }
            if (executes(name, program.line(i))) {
                open.put(name, i);
            } else if (onDriver.get(i).value().endsWith(" end")
                    && !program.line(i).contains("getGeneratedKeys")) {
                open.remove(name);
            }
        }
        return open.isEmpty() ? NONE : Collections.max(open.values());
    }

    /** The entries of the batch that a step runs, as the SQL of each. */
    private List<String> batch(int at) {
        List<String> entries = new ArrayList<>();
        String statement = statement(at);
        if (statement.isEmpty()
                || !program.line(at).contains(statement + ".execute")
                || !program.line(at).contains("Batch()")) {
            return entries;
        }
        String prepared = execution(at);
        for (int i = 0; i < at; i++) {
            String line = program.line(i);
            if (line.startsWith(statement + ".addBatch") && !onDriver.get(i).isFailure()) {
                entries.add(line.contains("\"") ? line : prepared);
            } else if (line.matches(statement + "\\.\\w+Batch\\(\\);") || line.contains(" " + statement + " = ")) {
                entries.clear();
            }
        }
        return entries;
    }

    /** Whether the driver ran fewer entries than this batch has. */
    boolean hasLessThanItsBatch() {
        int counts = expected().value().equals("[]") ? 0 : numbers(expected()).length;
        return line().contains("atch();")
                && !expected().isFailure()
                && counts < batch(step).size();
    }

    /** Whether the counts of a batch are the same but for entries that change no rows, which are 0 here. */
    boolean countsDifferForOthersOnly() {
        List<String> entries = batch(step);
        String[] expected = numbers(expected());
        String[] actual = numbers(actual());
        if (expected.length != entries.size() || actual.length != entries.size()) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            boolean other = !CHANGES_ROWS.matcher(entries.get(i)).find();
            if (!actual[i].equals(expected[i]) && !(other && actual[i].equals("0"))) {
                return false;
            }
        }
        return true;
    }

    private static String[] numbers(Observation counts) {
        return counts.value().replaceAll("[\\[\\]]", "").split(", ");
    }

    /** Whether this step prepares a text that was prepared before, or a PRAGMA: neither is compiled. */
    boolean preparesUncompiled() {
        int text = line().indexOf("prepareStatement(\"");
        if (text < 0 || line().contains("\"PRAGMA")) {
            return text >= 0;
        }
        String call = line().substring(text, line().lastIndexOf('"') + 1);
        for (int i = 0; i < step; i++) {
            if (program.line(i).contains(call) && !onOurs.get(i).isFailure()) {
                return true;
            }
        }
        return false;
    }

    /** Whether both show columns with the same names and labels. */
    boolean hasSameColumnNames() {
        return names(expected()).equals(names(actual()));
    }

    private static String names(Observation columns) {
        return columns.value().replaceAll("([^|;]*\\|[^|;]*\\|)[^;]*;", "$1;");
    }

    /** The last line before this one that matches, or none. */
    int lastLine(String pattern) {
        return lastLine(pattern, step);
    }

    private int lastLine(String pattern, int before) {
        Pattern wanted = Pattern.compile(pattern);
        for (int i = Math.min(before, program.steps().size()) - 1; i >= 0; i--) {
            if (wanted.matcher(program.line(i)).find()) {
                return i;
            }
        }
        return NONE;
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

    /** Whether what this step uses, or its statement or connection, was closed before. */
    boolean isClosedBefore() {
        String connection = "\\bc" + connection(step) + "\\.close\\(\\)|Connection c" + connection(step) + " = (?s:.*)";
        String statement = statement();
        return hasRunBefore(connection)
                || !statement.isEmpty() && hasRunBefore("\\br?" + statement + "\\.(close\\(|closeOnCompletion)");
    }

    /** Whether, on the driver, the other connection has a transaction open or a lock just before this step, or had. */
    boolean isBesideAnother() throws SQLException {
        String own = "c" + connection(step);
        String other = own.equals("c0") ? "c1" : "c0";
        return program.hasTwoConnections()
                && (expected().failureCode() == SQLITE_BUSY_SNAPSHOT
                        || isTrueBefore(world -> world.isInTransaction(other))
                        || isBesideAWriter());
    }

    /** Whether, on the driver, another connection has a lock just before this step; with a write-ahead log to write. */
    boolean isBesideAWriter() throws SQLException {
        return isTrueBefore(world -> world.isLockedByOthers("c" + connection(step)));
    }

    /** Whether the other connection changed rows after this one had turned auto-commit off. */
    boolean hasOtherWrittenSinceManual() {
        int manual = lastLine("\\bc" + connection(step) + "\\.setAutoCommit\\(false\\)");
        for (int i = step - 1; manual != NONE && i > manual; i--) {
            if (!connection(i).equals(connection(step))
                    && !onDriver.get(i).isFailure()
                    && CHANGES_ROWS.matcher(execution(i)).find()) {
                return true;
            }
        }
        return false;
    }

    private boolean isTrueBefore(Step.Action look) throws SQLException {
        return program.before(step, Way.DRIVER, databases, look).value().equals("true");
    }

    /** Whether the driver would show the same as we did if only the statement of this step had been used since its execution. */
    boolean isAsWhenOpened() throws SQLException {
        int opened = lastExecutionStep();
        if (opened == NONE) {
            return false;
        }
        String statement = statement();
        Program quiet =
                program.upTo(step + 1).with(i -> i <= opened || statement(i).equals(statement));
        List<Observation> shown = quiet.run(Way.DRIVER, databases);
        return shown.get(quiet.steps().size() - 1).value().equals(actual().value());
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
