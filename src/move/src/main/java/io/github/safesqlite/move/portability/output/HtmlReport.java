// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.output;

import io.github.safesqlite.move.portability.check.PortabilityReport;
import io.github.safesqlite.move.portability.data.ColumnProfile;
import io.github.safesqlite.move.portability.finding.Finding;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The report as one page of HTML that needs nothing else. */
public final class HtmlReport {
    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>Portability report</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
            table { border-collapse: collapse; width: 100%; }
            th, td { border-bottom: 1px solid #ccc; padding: .4rem .6rem; text-align: left; vertical-align: top; }
            td.number { text-align: right; }
            code { font-size: 90%; overflow-wrap: anywhere; white-space: pre-wrap; }
            </style>
            </head>
            <body>
            """;

    private HtmlReport() {}

    /** The report as a page. */
    public static String of(PortabilityReport report) {
        var page = new StringBuilder(HEAD)
                .append("<h1>From SQLite to PostgreSQL: what will break</h1>\n<p>")
                .append(escape(report.file()))
                .append(report.target().isEmpty() ? "" : ", with the schema of " + escape(report.target()))
                .append(": ")
                .append(report.statements())
                .append(" statements, ")
                .append(report.columns().size())
                .append(" columns.</p>\n");
        findings(page, "Statements", report.statementFindings());
        findings(page, "Rows", report.dataFindings());
        columns(page, report.columns());
        return page.append("</body>\n</html>\n").toString();
    }

    private static void findings(StringBuilder page, String title, List<Finding> findings) {
        page.append("<h2>").append(title).append("</h2>\n");
        if (findings.isEmpty()) {
            page.append("<p>Nothing was found.</p>\n");
            return;
        }
        page.append("<table>\n<tr><th>Finding</th><th>Count</th><th>What differs, and what to do</th></tr>\n");
        for (Finding finding : findings) {
            page.append("<tr><td><code>")
                    .append(escape(finding.id()))
                    .append("</code><br>")
                    .append(escape(finding.place()))
                    .append("</td><td class=\"number\">")
                    .append(finding.count())
                    .append("</td><td>")
                    .append(escape(finding.difference()))
                    .append(' ')
                    .append(escape(finding.fix()))
                    .append(examples(finding))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static String examples(Finding finding) {
        long others = finding.count() - finding.examples().size();
        return finding.examples().stream()
                .map(example -> "<li><code>" + escape(example) + "</code></li>")
                .collect(Collectors.joining(
                        "", "<ul>", (others > 0 ? "<li>and " + others + " more</li>" : "") + "</ul>"));
    }

    private static void columns(StringBuilder page, List<ColumnProfile> columns) {
        page.append("<h2>Columns</h2>\n<table>\n<tr><th>Column</th><th>Type in SQLite</th><th>Type on PostgreSQL</th>"
                + "<th>Stored as</th><th>Ranges</th><th>Dates spelled as</th></tr>\n");
        for (ColumnProfile column : columns) {
            page.append("<tr><td>")
                    .append(escape(column.table() + "." + column.column()))
                    .append(cell(column.declared()))
                    .append(cell(column.target()))
                    .append(cell(list(column.storage())))
                    .append(cell(list(column.ranges())))
                    .append(cell(list(column.spellings())))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static String cell(String text) {
        return "</td><td>" + escape(text);
    }

    private static String list(Map<String, ?> values) {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
