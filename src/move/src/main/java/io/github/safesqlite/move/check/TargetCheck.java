// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.check.SourceCheck.RowHashes;
import io.github.safesqlite.move.digest.Hash128;
import io.github.safesqlite.move.digest.TableDigest;
import io.github.safesqlite.move.plan.ColumnPlan;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.Progress;
import io.github.safesqlite.move.target.TargetRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Reads a table of the target and computes its hash. */
public final class TargetCheck {
    private TargetCheck() {}

    /** The digest of a table. */
    public static TableDigest of(Connection target, TablePlan plan, long largestRow, Progress progress)
            throws SQLException {
        RowHashes hashes = new RowHashes(plan);
        TableDigest digest = new TableDigest();
        read(target, plan, largestRow, (values, place) -> {
            Hash128 hash = hashes.row(values);
            digest.add(hashes.key(values, hash), hash);
            progress.step();
        });
        return digest;
    }

    /** Gives the canonical values of each row to the reader. */
    static void read(Connection target, TablePlan plan, long largestRow, TargetRows.Reader reader) throws SQLException {
        read(target, plan, plan.target().qualifiedName(), largestRow, reader);
    }

    /** Gives the canonical values of some rows to the reader: those of the quoted table for which the condition after it holds. */
    public static void read(Connection target, TablePlan plan, String from, long largestRow, TargetRows.Reader reader)
            throws SQLException {
        List<ColumnPlan> columns = plan.columns();
        TargetRows.read(target, from, plan.targetColumns(), columns.size(), largestRow, (values, place) -> {
            for (int index = 0; index < values.length; index++) {
                if (values[index] != null) {
                    values[index] = columns.get(index).type().fromTarget(values[index]);
                }
            }
            reader.read(values, place);
        });
    }
}
