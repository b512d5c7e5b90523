// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.cutover.follow.CutoverRecord;
import io.github.safesqlite.move.finding.Findings;
import java.nio.file.Path;
import java.sql.Connection;

/**
 * What all steps of a cut-over need.
 *
 * @param file the source
 * @param target the connection to the target
 * @param schema the schema of the target in which the tables are
 * @param settings how the cut-over is made
 * @param draft what was found so far
 */
record CutoverContext(Path file, Connection target, String schema, CutoverSettings settings, ReportDraft draft) {
    /** All that is wrong. */
    Findings findings() {
        return draft.findings();
    }

    /** Up to which change the target has all rows. */
    CutoverRecord record() {
        return new CutoverRecord(target, schema);
    }
}
