// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SourceRow;
import io.github.safesqlite.move.type.Misfit;
import java.sql.SQLException;
import java.util.List;

/** Converts the rows of a table to canonical values. Not thread-safe. */
public final class RowConverter {
    private final String table;
    private final List<ColumnPlan> columns;
    private final Findings findings;
    private final String[] values;

    /** A converter that adds each value that does not fit to the findings. */
    public RowConverter(TablePlan plan, Findings findings) {
        table = plan.name();
        columns = plan.columns();
        values = new String[columns.size()];
        this.findings = findings;
    }

    /** The canonical values of a row, in an array that is used again; null if a value does not fit. */
    public String[] convert(SourceRow row) throws SQLException {
        boolean fits = true;
        for (int index = 0; index < values.length; index++) {
            ColumnPlan column = columns.get(index);
            try {
                values[index] = convert(column, row.value(index));
            } catch (Misfit misfit) {
                findings.addRow(misfit.kind(), table, column.source(), misfit.getMessage(), row.key());
                fits = false;
            }
        }
        return fits ? values : null;
    }

    private static String convert(ColumnPlan column, Object value) throws Misfit {
        if (value != null) {
            return column.type().fromSource(value);
        }
        if (column.target().required()) {
            throw new Misfit(
                    FindingKind.NULL_VALUE,
                    "The value is NULL, and the column of the target is NOT NULL. Fill it in, or allow NULL there.");
        }
        return null;
    }
}
