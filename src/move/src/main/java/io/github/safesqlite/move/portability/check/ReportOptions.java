// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.check;

import io.github.safesqlite.move.portability.finding.Finding;
import io.github.safesqlite.move.type.DateOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a report is to look at.
 *
 * @param target the URL of a database on PostgreSQL with the schema of the application, or empty
 * @param schema the schema of the target with the tables, or empty for the one that names without a schema refer to
 * @param dates how dates are read that do not say enough by themselves
 * @param ignored the findings to leave out, by their id
 */
public record ReportOptions(Optional<String> target, Optional<String> schema, DateOptions dates, Set<String> ignored) {
    /** Those that are not to be left out. */
    List<Finding> wanted(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !ignored.contains(finding.id()))
                .toList();
    }
}
