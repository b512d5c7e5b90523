// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Operation.Delete;
import io.github.safesqlite.history.Operation.Intended;
import io.github.safesqlite.history.Operation.Read;
import io.github.safesqlite.history.Operation.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs statements of one transaction and writes down what they showed and did. */
final class Recorder {
    private final Connection connection;
    private final Random random;
    private final AtomicLong marks;
    private final Consumer<List<Operation>> beforeMarks;
    private final List<Operation> operations = new ArrayList<>();
    private final List<OpenRange> open = new ArrayList<>();

    /**
     * Of one transaction.
     *
     * @param marks gives each write its mark
     * @param beforeMarks gets all operations so far, and those that a statement may do, before it does
     */
    Recorder(Connection connection, Random random, AtomicLong marks, Consumer<List<Operation>> beforeMarks) {
        this.connection = connection;
        this.random = random;
        this.marks = marks;
        this.beforeMarks = beforeMarks;
    }

    /** What was written down so far. */
    List<Operation> operations() {
        return operations;
    }

    boolean hasWritten() {
        return operations.stream().anyMatch(one -> one instanceof Write || one instanceof Delete);
    }

    /** A range of which the first row was read; the rest can be read later. */
    private record OpenRange(Statement statement, ResultSet rows, int next, int last) {}

    /** Reads one key by a text like {@code SELECT v FROM list WHERE k = ?}; the text tells which shape this is. */
    void read(String sql, int key) throws SQLException {
        try (Statement statement = statement(sql, key);
                ResultSet row = query(statement, sql, key)) {
            operations.add(new Read(key, row.next() ? row.getString("v") : null));
        }
    }

    /** Reads all keys from one to another. */
    void range(String sql, int first, int last) throws SQLException {
        try (Statement statement = statement(sql, first, last);
                ResultSet rows = query(statement, sql, first, last)) {
            readRows(rows, first, last);
        }
    }

    /** Reads the first row of a range and leaves the result set open. */
    void openRange(String sql, int first, int last) throws SQLException {
        operations.add(new Operation.OpenRange(first, last));
        Statement statement = statement(sql, first, last);
        ResultSet rows = query(statement, sql, first, last);
        int next = last + 1;
        if (rows.next()) {
            next = readRow(rows, first);
        } else {
            readAbsent(first, last + 1);
        }
        open.add(new OpenRange(statement, rows, next, last));
    }

    /** Reads the rest of the ranges that were left open, unless own writes are mixed with it. */
    void readOpenRanges() throws SQLException {
        if (!hasWritten()) {
            for (OpenRange range : open) {
                if (range.next() <= range.last()) {
                    readRows(range.rows(), range.next(), range.last());
                }
            }
            closeOpenRanges();
        }
    }

    void closeOpenRanges() throws SQLException {
        for (OpenRange range : open) {
            range.rows().close();
            range.statement().close();
        }
        open.clear();
    }

    private void readRows(ResultSet rows, int first, int last) throws SQLException {
        int next = first;
        while (rows.next()) {
            next = readRow(rows, next);
        }
        readAbsent(next, last + 1);
    }

    /** Gives the key behind that of the row. */
    private int readRow(ResultSet rows, int next) throws SQLException {
        int key = rows.getInt("k");
        readAbsent(next, key);
        operations.add(new Read(key, rows.getString("v")));
        return key + 1;
    }

    private void readAbsent(int from, int to) {
        for (int key = from; key < to; key++) {
            operations.add(new Read(key, null));
        }
    }

    /** Gives each key a mark for the write that comes next. */
    private long[] mark(int... keys) {
        long[] given = new long[keys.length];
        List<Operation> then = new ArrayList<>(operations);
        for (int i = 0; i < keys.length; i++) {
            given[i] = marks.incrementAndGet();
            then.add(new Intended(keys[i], "" + given[i]));
        }
        beforeMarks.accept(then);
        return given;
    }

    void append(int key) throws SQLException {
        long mark = mark(key)[0];
        boolean changed = changes("UPDATE list SET v = v || ',' || ? WHERE k = ?", mark, key);
        operations.add(changed ? new Write(key, "" + mark) : new Read(key, null));
    }

    /** Appends to several, in one batch. */
    void appendAll(int... keys) throws SQLException {
        try (PreparedStatement batch = connection.prepareStatement("UPDATE list SET v = v || ',' || ? WHERE k = ?")) {
            long[] given = mark(keys);
            for (int i = 0; i < keys.length; i++) {
                batch.setLong(1, given[i]);
                batch.setInt(2, keys[i]);
                batch.addBatch();
            }
            int[] counts = batch.executeBatch();
            for (int i = 0; i < keys.length; i++) {
                operations.add(counts[i] > 0 ? new Write(keys[i], "" + given[i]) : new Read(keys[i], null));
            }
        }
    }

    void appendReturning(int key) throws SQLException {
        long mark = mark(key)[0];
        String text = returned("UPDATE list SET v = v || ',' || ? WHERE k = ? RETURNING v", mark, key);
        if (text == null) {
            operations.add(new Read(key, null));
        } else {
            operations.add(new Read(key, text.substring(0, text.lastIndexOf(','))));
            operations.add(new Write(key, "" + mark));
        }
    }

    void insert(int key) throws SQLException {
        long mark = mark(key)[0];
        if (changes("INSERT INTO list (k, v) VALUES (?, ?) ON CONFLICT DO NOTHING", key, mark)) {
            operations.add(new Read(key, null));
            operations.add(new Write(key, "" + mark));
        }
    }

    void delete(int key) throws SQLException {
        String gone = returned("DELETE FROM list WHERE k = ? RETURNING v", key);
        operations.add(new Read(key, gone));
        if (gone != null) {
            operations.add(new Delete(key, gone));
        }
    }

    /** Adds one to the counter. */
    void increment() throws SQLException {
        String sum = returned("UPDATE counter SET n = n + 1 WHERE k = ? RETURNING n", Store.COUNTER);
        operations.add(new Read(Store.COUNTER, "" + (Long.parseLong(String.valueOf(sum)) - 1)));
        operations.add(new Write(Store.COUNTER, String.valueOf(sum)));
    }

    /** Reads the counter. */
    long count() throws SQLException {
        String sql = "SELECT n FROM counter WHERE k = ?";
        try (Statement statement = statement(sql, Store.COUNTER);
                ResultSet row = query(statement, sql, Store.COUNTER)) {
            if (!row.next()) {
                throw new AssertionError("the counter has no row");
            }
            operations.add(new Read(Store.COUNTER, row.getString(1)));
            return row.getLong(1);
        }
    }

    /** Writes a sum that the caller has computed from what it read. */
    void setCount(long sum) throws SQLException {
        if (!changes("UPDATE counter SET n = ? WHERE k = ?", sum, Store.COUNTER)) {
            throw new AssertionError("the counter has no row");
        }
        operations.add(new Write(Store.COUNTER, "" + sum));
    }

    void savepoint() throws SQLException {
        execute("SAVEPOINT inner_one");
        operations.add(new Operation.Savepoint());
    }

    void rollBackToSavepoint() throws SQLException {
        execute("ROLLBACK TO inner_one");
        operations.add(new Operation.RollbackTo());
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether it changed a row. Without parameters the driver also counts what triggers change. */
    private boolean changes(String sql, long... parameters) throws SQLException {
        try (Statement statement = statement(sql, parameters)) {
            int count = statement instanceof PreparedStatement prepared
                    ? prepared.executeUpdate()
                    : statement.executeUpdate(withLiterals(sql, parameters));
            return count > 0;
        }
    }

    private @Nullable String returned(String sql, long... parameters) throws SQLException {
        try (Statement statement = statement(sql, parameters);
                ResultSet row = query(statement, sql, parameters)) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** With parameters or, now and then, one that gets them as literals. */
    private Statement statement(String sql, long... parameters) throws SQLException {
        if (random.nextInt(3) == 0) {
            return connection.createStatement();
        }
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setLong(i + 1, parameters[i]);
        }
        return statement;
    }

    private static ResultSet query(Statement statement, String sql, long... parameters) throws SQLException {
        return statement instanceof PreparedStatement prepared
                ? prepared.executeQuery()
                : statement.executeQuery(withLiterals(sql, parameters));
    }

    private static String withLiterals(String sql, long... parameters) {
        String text = sql;
        for (long parameter : parameters) {
            text = text.replaceFirst("\\?", Long.toString(parameter));
        }
        return text;
    }
}
