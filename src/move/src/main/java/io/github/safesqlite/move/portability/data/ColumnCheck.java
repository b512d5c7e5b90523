// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.portability.finding.FindingDraft;
import io.github.safesqlite.move.portability.sql.Column;
import io.github.safesqlite.move.portability.sql.Table;
import io.github.safesqlite.move.source.SourceRow;
import io.github.safesqlite.move.type.ColumnType;
import io.github.safesqlite.move.type.Misfit;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks at each value of one column, in bounded memory. Not safe for use by multiple threads. */
final class ColumnCheck {
    private final Table table;
    private final Column column;
    private final Expected expected;
    private final ColumnNumbers numbers = new ColumnNumbers();
    private final DateCheck dates;
    private final Map<FindingKind, FindingDraft> findings = new EnumMap<>(FindingKind.class);

    ColumnCheck(Table table, Column column, Expected expected) {
        this.table = table;
        this.column = column;
        this.expected = expected;
        this.dates = new DateCheck(place(), column.isTemporal() || expected.isTemporal());
    }

    private String place() {
        return table.name() + "." + column.name();
    }

    /** Looks at a value of a row. */
    void look(Object value, SourceRow row) throws SQLException {
        numbers.add(value);
        if (value == null) {
            if (expected.required() || column.keyPosition() > 0) {
                found(
                        FindingKind.NULL_VALUE,
                        "The value is NULL, and its column does not allow that on PostgreSQL. Give the row a value.",
                        row);
            }
            return;
        }
        dates.look(value, row);
        Optional<ColumnType> type = expected.type();
        // Bytes fit; they are not written out to see that.
        boolean fits = expected.isBytes() && value instanceof byte[];
        if (type.isPresent() && !fits) {
            try {
                type.get().fromSource(value);
            } catch (Misfit misfit) {
                found(misfit.kind(), misfit.getMessage(), row);
            }
        }
    }

    private void found(FindingKind kind, String message, SourceRow row) throws SQLException {
        FindingDraft draft = findings.computeIfAbsent(kind, found -> new FindingDraft(kind.id(), place(), message, ""));
        if (draft.wantsExample()) {
            draft.add(row.key());
        } else {
            draft.add();
        }
    }

    /** What was found wrong. */
    List<Finding> findings() {
        return Stream.concat(findings.values().stream().map(FindingDraft::finding), dates.findings())
                .toList();
    }

    /** What was seen. */
    ColumnProfile profile() {
        return new ColumnProfile(
                table.name(),
                column.name(),
                column.type(),
                expected.described(),
                numbers.storage(),
                numbers.ranges(),
                dates.spellings());
    }
}
