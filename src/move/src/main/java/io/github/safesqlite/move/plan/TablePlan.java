// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.plan;

import io.github.safesqlite.move.source.Identifiers;
import io.github.safesqlite.move.source.SourceTable;
import io.github.safesqlite.move.target.TargetTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A table of the source, its table in the target, and the columns that are moved. */
public record TablePlan(SourceTable source, TargetTable target, List<ColumnPlan> columns) {
    /** The name in findings and reports: that of the source. */
    public String name() {
        return source.name();
    }

    /** The columns of the source, in the order of {@link #columns()}. */
    public List<String> sourceColumns() {
        return columns.stream().map(ColumnPlan::source).toList();
    }

    /** The quoted columns of the target, in the order of {@link #columns()}. */
    public String targetColumns() {
        return quoted(columns.stream());
    }

    /** The quoted columns of the target that are copied: it computes the others itself, which are compared only. */
    public String copiedColumns() {
        return quoted(columns.stream().filter(column -> !column.target().generated()));
    }

    /** The indexes of the columns that are copied. */
    public int[] copiedIndexes() {
        return IntStream.range(0, columns.size())
                .filter(index -> !columns.get(index).target().generated())
                .toArray();
    }

    private static String quoted(Stream<ColumnPlan> columns) {
        return Identifiers.quoteAll(
                columns.map(column -> column.target().name()).toList());
    }

    /** The column of the source that goes into this column of the target. */
    public Optional<String> sourceOf(String targetColumn) {
        return columns.stream()
                .filter(column -> column.target().name().equals(targetColumn))
                .map(ColumnPlan::source)
                .findFirst();
    }

    /** The indexes of the columns that tell rows apart on both sides; empty if only the whole row does. */
    public int[] keyIndexes() {
        List<String> names = sourceColumns();
        int[] indexes = source.key().stream().mapToInt(names::indexOf).toArray();
        for (int index : indexes) {
            if (index < 0) {
                return new int[0];
            }
        }
        return indexes;
    }
}
