// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A Markdown table, padded so that it reads well on a terminal too. The first and the last column hold words. */
public final class TextTable {
    private final List<String> header;
    private final List<List<String>> lines = new ArrayList<>();

    /** A table with these rows, in this order. */
    public TextTable(List<String> header, List<List<String>> rows) {
        this.header = header;
        lines.add(header);
        lines.addAll(rows);
    }

    /** The table, ending with a line break. */
    @Override
    public String toString() {
        int[] widths = IntStream.range(0, header.size()).map(this::width).toArray();
        StringBuilder text = new StringBuilder();
        append(text, header, widths);
        append(text, rule(widths), widths);
        lines.stream().skip(1).forEach(line -> append(text, line, widths));
        return text.toString();
    }

    private int width(int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private List<String> rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> leftAligned(column)
                        ? "-".repeat(widths[column])
                        : "-".repeat(Math.max(1, widths[column] - 1)) + ":")
                .toList();
    }

    private void append(StringBuilder text, List<String> cells, int[] widths) {
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            text.append("| ")
                    .append(leftAligned(column) ? cell + padding : padding + cell)
                    .append(' ');
        }
        text.append("|\n");
    }

    private boolean leftAligned(int column) {
        return column == 0 || column == header.size() - 1;
    }
}
