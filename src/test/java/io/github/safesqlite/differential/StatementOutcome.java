// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.internal.retry.SqliteErrors;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one call gave.
 *
 * @param keys the generated keys, if they were asked for
 */
record StatementOutcome(
        Kind kind,
        List<String> columns,
        String rows,
        List<Long> counts,
        String keys,
        @Nullable Failure failure) {

    /** What sort of result it is. */
    enum Kind {
        ROWS,
        COUNT,
        COUNTS,
        FAILURE
    }

    /** What can differ between two outcomes. */
    enum Part {
        KIND,
        COLUMNS,
        ROWS,
        COUNT,
        KEYS,
        EXCEPTION_CLASS,
        SQL_STATE,
        VENDOR_CODE,
        RESULT_CODE,
        WRITE_LOCK,
        ROLLBACK,
        CONTENT,
        LOCK_AFTER_CLOSE
    }

    /**
     * What was thrown.
     *
     * @param code the extended result code of the driver's exception among the causes
     */
    record Failure(Class<?> type, @Nullable String state, int vendorCode, int code) {
        static Failure of(Exception thrown) {
            return thrown instanceof SQLException sql
                    ? new Failure(sql.getClass(), sql.getSQLState(), vendorCode(sql), SqliteErrors.extendedCode(sql))
                    : new Failure(thrown.getClass(), null, 0, 0);
        }

        /** That of the exception, or of the nearest cause that has one: the driver's of a batch says 0, which is none. */
        private static int vendorCode(Throwable thrown) {
            for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql && sql.getErrorCode() != 0) {
                    return sql.getErrorCode();
                }
            }
            return 0;
        }

        @Override
        public String toString() {
            return type.getSimpleName() + " " + state + " " + vendorCode + "/" + code;
        }
    }

    static StatementOutcome rows(ResultSet rows) throws SQLException {
        try (rows) {
            ResultSetMetaData described = rows.getMetaData();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= described.getColumnCount(); i++) {
                columns.add(described.getColumnLabel(i) + " " + described.getColumnTypeName(i));
            }
            String read = Rows.read(rows, Integer.MAX_VALUE, Rows.Getter.OBJECT);
            return new StatementOutcome(Kind.ROWS, columns, read, List.of(), "", null);
        }
    }

    static StatementOutcome count(long count) {
        return new StatementOutcome(Kind.COUNT, List.of(), "", List.of(count), "", null);
    }

    static StatementOutcome counts(int[] counts) {
        return new StatementOutcome(
                Kind.COUNTS,
                List.of(),
                "",
                Arrays.stream(counts).mapToObj(Long::valueOf).toList(),
                "",
                null);
    }

    static StatementOutcome failed(Exception failure) {
        return new StatementOutcome(Kind.FAILURE, List.of(), "", List.of(), "", Failure.of(failure));
    }

    StatementOutcome withKeys(ResultSet generated) throws SQLException {
        try (generated) {
            return new StatementOutcome(
                    kind, columns, rows, counts, Rows.read(generated, Integer.MAX_VALUE, Rows.Getter.OBJECT), failure);
        }
    }

    StatementOutcome withoutRows() {
        return new StatementOutcome(kind, columns, "", counts, keys, failure);
    }

    boolean isFailure() {
        return kind == Kind.FAILURE;
    }

    /** In what this one is another than that one. */
    Set<Part> differencesFrom(StatementOutcome other) {
        if (kind != other.kind) {
            return EnumSet.of(Part.KIND);
        }
        Set<Part> parts = EnumSet.noneOf(Part.class);
        add(parts, Part.COLUMNS, columns.equals(other.columns));
        add(parts, Part.ROWS, rows.equals(other.rows));
        add(parts, Part.COUNT, counts.equals(other.counts));
        add(parts, Part.KEYS, keys.equals(other.keys));
        parts.addAll(differences(failure, other.failure));
        return parts;
    }

    /** In what one failure is another than the other; they have the same kind. */
    static Set<Part> differences(@Nullable Failure one, @Nullable Failure other) {
        Set<Part> parts = EnumSet.noneOf(Part.class);
        if (one != null && other != null) {
            add(parts, Part.EXCEPTION_CLASS, one.type() == other.type());
            add(
                    parts,
                    Part.SQL_STATE,
                    one.state() == null ? other.state() == null : one.state().equals(other.state()));
            add(parts, Part.VENDOR_CODE, one.vendorCode() == other.vendorCode());
            add(parts, Part.RESULT_CODE, one.code() == other.code());
        }
        return parts;
    }

    static void add(Set<Part> parts, Part part, boolean same) {
        if (!same) {
            parts.add(part);
        }
    }

    @Override
    public String toString() {
        String result = failure != null ? "fails with " + failure : kind == Kind.ROWS ? columns + rows : "" + counts;
        return keys.isEmpty() ? result : result + " keys" + keys;
    }
}
