// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.output;

import io.github.safesqlite.move.portability.check.PortabilityReport;
import io.github.safesqlite.move.portability.finding.Finding;
import java.util.List;

/** The report as text for a terminal. */
public final class TextReport {
    /** The rest is in the HTML and the JSON. */
    private static final int EXAMPLES = 3;

    private static final int WIDTH = 160;

    private TextReport() {}

    /** The report as text. */
    public static String of(PortabilityReport report) {
        var text = new StringBuilder();
        append(text, "Statements", report.statementFindings());
        append(text, "Rows", report.dataFindings());
        return text.append(report.statements())
                .append(" statements and ")
                .append(report.columns().size())
                .append(" columns were looked at; ")
                .append(report.statementFindings().size()
                        + report.dataFindings().size())
                .append(" findings\n")
                .toString();
    }

    private static void append(StringBuilder text, String title, List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        text.append(title).append('\n');
        for (Finding finding : findings) {
            text.append("  ").append(finding.id());
            if (!finding.place().isEmpty()) {
                text.append(' ').append(finding.place());
            }
            text.append(" (").append(finding.count()).append("): ").append(finding.difference());
            if (!finding.fix().isEmpty()) {
                text.append(' ').append(finding.fix());
            }
            text.append('\n');
            finding.examples().stream()
                    .limit(EXAMPLES)
                    .forEach(example -> text.append("    ")
                            .append(example.length() > WIDTH ? example.substring(0, WIDTH) + "…" : example)
                            .append('\n'));
            if (finding.count() > EXAMPLES) {
                text.append("    and ").append(finding.count() - EXAMPLES).append(" more\n");
            }
        }
    }
}
