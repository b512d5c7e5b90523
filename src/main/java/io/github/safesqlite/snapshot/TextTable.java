// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, printed in columns. Not safe for concurrent use. */
final class TextTable {
    private final List<String[]> rows = new ArrayList<>();

    TextTable(String... headings) {
        rows.add(headings);
    }

    void row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = String.valueOf(cells[i]);
        }
        rows.add(row);
    }

    /** Appends the rows, each on a line of its own behind {@code indent}; the last column is not padded. */
    void appendTo(StringBuilder text, String indent) {
        int[] widths = new int[rows.get(0).length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (String[] row : rows) {
            text.append('\n').append(indent);
            for (int i = 0; i < row.length - 1; i++) {
                text.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
            }
            text.append(row[row.length - 1]);
        }
    }
}
