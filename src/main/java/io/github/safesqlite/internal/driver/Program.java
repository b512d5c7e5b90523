// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.driver;

import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.sqlite.SQLiteConnection;

/**
 * What a statement does by the bytecode that SQLite makes of it, the programs of its triggers included
 * (sqlite.org/opcode.html). Immutable.
 *
 * @param asksForChanges whether it calls last_insert_rowid() or changes(), in its text or through a view, a trigger or a default
 * @param asksForTotalChanges whether it calls total_changes()
 * @param callsApplication whether it calls a function, collation or virtual table of the application
 * @param written the databases that it may write to: those of the connection, by their numbers
 * @param repeatable whether its rows depend on nothing but what is stored, so that it gives the same ones again on the same state
 * @param setsRowId whether it sets last_insert_rowid() for sure: an INSERT into a table WITHOUT ROWID or into a view does not, an
 *     upsert only if it does not update
 * @param readsNothing whether it does without any database, the temporary one included
 */
public record Program(
        boolean asksForChanges,
        boolean asksForTotalChanges,
        boolean callsApplication,
        DatabaseNumbers written,
        boolean repeatable,
        boolean setsRowId,
        boolean readsNothing) {
    /** Of a statement that calls nothing beyond its own text. */
    public static final Program PLAIN = new Program(false, false, false, DatabaseNumbers.ALL, false, false, false);

    /** Of a statement that SQLite does not compile: whatever it was to do, it does not. */
    static final Program NONE = new Program(false, false, true, DatabaseNumbers.ALL, false, false, false);

    /** Of a statement that has nothing to do. */
    public static final Program NOTHING = new Program(false, false, false, DatabaseNumbers.NONE, false, false, false);

    /** Of a statement that SQLite could not be asked about just now: it may do anything. */
    public static final Program UNKNOWN = new Program(true, true, true, DatabaseNumbers.ALL, false, false, false);

    private static final Set<String> COUNTERS = Set.of("last_insert_rowid(0)", "changes(0)");

    /** Built-in functions that do not depend on their arguments alone. Those of dates do so unless they are given "now". */
    private static final Set<String> CHANGEABLE = Set.of(
            "random",
            "randomblob",
            "changes",
            "total_changes",
            "last_insert_rowid",
            "current_date",
            "current_time",
            "current_timestamp",
            "date",
            "time",
            "datetime",
            "julianday",
            "unixepoch",
            "strftime",
            "timediff");

    private static final int FLAG_IS_UPDATE = 0x04;
    private static final int FLAG_LAST_ROWID = 0x20;

    /** Whether another session's thread and connection may run it, as far as it can tell. */
    public boolean canRunElsewhere() {
        return !asksForChanges && !asksForTotalChanges && !callsApplication;
    }

    /** Whether it may write to a database other than the temporary one. */
    public boolean writesFile() {
        return written.hasFiles();
    }

    /** Whether it writes nothing: what it was to define is there, or what it was to drop is not. */
    public boolean hasNothingToDo() {
        return written.isEmpty();
    }

    /** Whether it is the same the next time, as long as the schema is. */
    boolean isLasting() {
        return this != NONE && this != UNKNOWN;
    }

    /**
     * Compiles a statement and reads its bytecode. For SQLite that is a statement that changes 0 rows, and that ends a transaction
     * if it is interrupted.
     *
     * @throws SQLException if SQLite can't be asked now, and not if the statement does not compile
     */
    public static Program of(SQLiteConnection connection, ApplicationCode code, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet steps = statement.executeQuery("EXPLAIN " + sql)) {
            return read(steps, code);
        } catch (SQLException failure) {
            if (SqliteErrors.isError(failure)) {
                return NONE;
            }
            throw failure;
        }
    }

    private static Program read(ResultSet steps, ApplicationCode code) throws SQLException {
        boolean asks = false;
        boolean asksTotal = false;
        boolean calls = false;
        DatabaseNumbers written = DatabaseNumbers.NONE;
        boolean inserts = false;
        boolean updates = false;
        boolean opens = false;
        boolean repeatable = true;
        // The programs of triggers come behind that of the statement, each with addresses from 0.
        boolean ofStatement = true;
        for (int address = 0; steps.next(); address++) {
            ofStatement &= steps.getInt("addr") == address;
            String opcode = steps.getString("opcode");
            String operand = String.valueOf(steps.getString("p4"));
            int flags = steps.getInt("p5");
            asks |= COUNTERS.contains(operand);
            asksTotal |= operand.equals("total_changes(0)");
            calls |= code.isRunBy(opcode, operand);
            written = written.and(written(opcode, steps.getInt("p1"), steps.getInt("p2")));
            opens |= opcode.equals("Transaction");
            repeatable &= isRepeatable(opcode, operand);
            updates |= ofStatement && opcode.equals("Insert") && (flags & FLAG_IS_UPDATE) != 0;
            inserts |= ofStatement
                    && (opcode.equals("Insert") && (flags & FLAG_LAST_ROWID) != 0
                            || opcode.equals("VUpdate") && steps.getInt("p1") != 0);
        }
        return new Program(asks, asksTotal, calls, written, repeatable && !calls, inserts && !updates, !opens);
    }

    /** What a virtual table gives is its own affair. */
    private static boolean isRepeatable(String opcode, String operand) {
        int arguments = operand.indexOf('(');
        return !opcode.equals("VOpen") && (arguments < 0 || !CHANGEABLE.contains(operand.substring(0, arguments)));
    }

    /** A virtual table writes by statements of its own, so where it is tells nothing. */
    private static DatabaseNumbers written(String opcode, int database, int second) {
        return switch (opcode) {
            case "Transaction" -> second > 0 ? DatabaseNumbers.of(database) : DatabaseNumbers.NONE;
            case "VUpdate", "VCreate", "VDestroy", "VRename", "Vacuum" -> DatabaseNumbers.ALL;
            default -> DatabaseNumbers.NONE;
        };
    }
}
