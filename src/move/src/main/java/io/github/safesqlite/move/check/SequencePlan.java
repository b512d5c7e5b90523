// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.check;

import io.github.safesqlite.move.finding.FindingKind;
import io.github.safesqlite.move.finding.Findings;
import io.github.safesqlite.move.plan.TablePlan;
import io.github.safesqlite.move.source.SourceTable;
import io.github.safesqlite.move.source.SqliteSnapshot;
import io.github.safesqlite.move.target.TargetSequence;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a sequence of the target must return next.
 *
 * @param table the table in the source
 * @param sequence the sequence
 * @param largest the largest id that the source has, or has had; empty if there was none
 */
public record SequencePlan(String table, TargetSequence sequence, OptionalLong largest) {
    /** The sequences of a table; one that has no room is added to the findings. */
    public static List<SequencePlan> of(SqliteSnapshot source, TablePlan plan, Findings findings) throws SQLException {
        List<SequencePlan> plans = new ArrayList<>();
        for (TargetSequence sequence : plan.target().sequences()) {
            Optional<String> column = plan.sourceOf(sequence.column());
            OptionalLong largest =
                    column.isEmpty() ? OptionalLong.empty() : largest(source, plan.source(), column.get());
            if (largest.isPresent() && !sequence.hasRoomAfter(largest.getAsLong())) {
                findings.add(
                        FindingKind.SEQUENCE_EXHAUSTED,
                        plan.name(),
                        sequence.column(),
                        "The sequence " + sequence.name() + " ends at " + sequence.maximum()
                                + ", and the largest id is " + largest.getAsLong() + ". Make both a bigint.");
            }
            plans.add(new SequencePlan(plan.name(), sequence, largest));
        }
        return plans;
    }

    private static OptionalLong largest(SqliteSnapshot source, SourceTable table, String column) throws SQLException {
        OptionalLong largest = source.largest(table, column);
        long sequence = table.key().equals(List.of(column)) ? source.sequence(table) : 0;
        return sequence > 0 ? OptionalLong.of(Math.max(sequence, largest.orElse(0))) : largest;
    }

    /** The next value. */
    public long next() {
        return largest.isPresent() ? sequence.nextAfter(largest.getAsLong()) : sequence.start();
    }

    /** Sets the sequence, in the current transaction of the target. */
    public void set(Connection target) throws SQLException {
        try (PreparedStatement statement = target.prepareStatement("SELECT setval(?::regclass, ?, false)")) {
            statement.setString(1, sequence.name());
            statement.setLong(2, next());
            statement.executeQuery().close();
        }
    }

    /** Adds the sequence to the findings if it would return an id that is in use. */
    public void check(Connection target, Findings findings) throws SQLException {
        try (Statement statement = target.createStatement();
                ResultSet rows = statement.executeQuery("SELECT last_value, is_called FROM " + sequence.name())) {
            rows.next();
            long next = rows.getLong(1) + (rows.getBoolean(2) ? sequence.increment() : 0);
            if (largest.isPresent() && next <= largest.getAsLong()) {
                findings.add(
                        FindingKind.SEQUENCE_BEHIND,
                        table,
                        sequence.column(),
                        "The sequence " + sequence.name() + " returns " + next + " next, and the largest id is "
                                + largest.getAsLong() + ". Run: SELECT setval('" + sequence.name() + "', " + next()
                                + ", false)");
            }
        }
    }
}
