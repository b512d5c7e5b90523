// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move;

import io.github.safesqlite.move.check.Verification;
import io.github.safesqlite.move.copy.Copier;
import io.github.safesqlite.move.cutover.capture.Capture;
import io.github.safesqlite.move.cutover.capture.ChangeTable;
import io.github.safesqlite.move.cutover.capture.SourceSchema;
import io.github.safesqlite.move.cutover.follow.ChangeObstacles;
import io.github.safesqlite.move.cutover.key.TableKey;
import io.github.safesqlite.move.cutover.key.TableKeys;
import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.MovePlan;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a cut-over is to move.
 *
 * @param move the tables
 * @param keys their keys
 * @param schema the definitions in the source
 * @param verification what was seen of the rows before the cut-over has written anything
 * @param applied the last change that an earlier run has applied, which was killed; -1 if all is to be copied
 */
record CutoverPlan(MovePlan move, List<TableKey> keys, SourceSchema schema, Verification verification, long applied) {
    /** Looks at both databases; what is in the way is added to the findings. */
    static CutoverPlan of(CutoverContext context, SqliteSnapshot source) throws SQLException {
        Findings findings = context.findings();
        Connection target = context.target();
        boolean clear = context.settings().clear();
        MovePlan move = context.draft().plan(source, target, context.schema());
        Verification verification = context.draft().verification(target, move);
        List<TableKey> keys = TableKeys.of(source.connection(), move, findings);
        SourceSchema schema = SourceSchema.of(source.connection());
        boolean goesOn = !clear && findings.isEmpty() && isCaptured(source.connection(), keys, schema);
        long applied = goesOn ? context.record().applied(ChangeTable.cutover(source.connection())) : -1;
        findJournal(source.connection(), findings);
        new Copier(source, target, context.schema(), move, findings).findObstaclesToAll(clear || applied >= 0);
        ChangeObstacles.find(target, move, findings);
        if (findings.isEmpty() && applied < 0) {
            verification.check(source);
        }
        target.commit();
        return new CutoverPlan(move, keys, schema, verification, applied);
    }

    private static boolean isCaptured(Connection source, List<TableKey> keys, SourceSchema schema) throws SQLException {
        return schema.own().size() > 1 && schema.own().containsAll(Capture.triggers(source, keys));
    }

    private static void findJournal(Connection source, Findings findings) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA journal_mode")) {
            if (rows.next() && !rows.getString(1).equals("wal")) {
                findings.add(
                        FindingKind.JOURNAL_MODE,
                        "",
                        "",
                        "The journal_mode of the SQLite file is " + rows.getString(1)
                                + ", in which the copy would keep the application from writing. Set it to wal.");
            }
        }
    }
}
