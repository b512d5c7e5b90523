// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.digest.Hash128;
import io.github.safesqlite.move.digest.RowHasher;
import io.github.safesqlite.move.digest.TableDigest;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.report.Progress;
import io.github.safesqlite.move.source.SqliteSnapshot;
import java.sql.SQLException;

/** Reads a table of the source, checks that each value fits, and computes the hash that the target must have. */
public final class SourceCheck {
    private SourceCheck() {}

    /** Reads a table and adds each value that does not fit to the findings. */
    public static SourceDigest of(SqliteSnapshot source, TablePlan plan, Findings findings, Progress progress)
            throws SQLException {
        RowConverter converter = new RowConverter(plan, findings);
        RowHashes hashes = new RowHashes(plan);
        TableDigest digest = new TableDigest();
        long[] largest = {0};
        long[] rows = {0};
        source.read(plan.source(), plan.sourceColumns(), row -> {
            String[] values = converter.convert(row);
            rows[0]++;
            if (values != null) {
                Hash128 hash = hashes.row(values);
                digest.add(hashes.key(values, hash), hash);
                largest[0] = Math.max(largest[0], size(values));
            }
            progress.step();
        });
        return new SourceDigest(rows[0], digest, largest[0]);
    }

    private static long size(String[] values) {
        long size = 0;
        for (String value : values) {
            size += value == null ? 0 : value.length();
        }
        return size;
    }

    /** The hashes of a row and of its key. */
    static final class RowHashes {
        private final RowHasher hasher = new RowHasher();
        private final int[] key;

        RowHashes(TablePlan plan) {
            key = plan.keyIndexes();
        }

        Hash128 row(String[] values) {
            return hasher.hash(values);
        }

        /** The hash of the key, that of the whole row if there is no key. */
        Hash128 key(String[] values, Hash128 row) {
            return key.length == 0 ? row : hasher.hash(values, key);
        }
    }
}
