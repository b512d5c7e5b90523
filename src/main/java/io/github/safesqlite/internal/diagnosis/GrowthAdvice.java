// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.internal.gate.GateGrowth;
import io.github.safesqlite.snapshot.StatementCosts;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says when the writer will be full if its load goes on growing, in words. */
final class GrowthAdvice {
    /** Nobody has to act on a gate that is hardly held. */
    private static final double LEAST_HELD = 0.1;

    /** Less from one week to the next may be chance. */
    private static final double LEAST_GROWTH = 0.02;

    private static final double FULL = 0.9;
    private static final int MOST_WEEKS = 26;
    private static final int STATEMENTS = 3;

    private GrowthAdvice() {}

    /** The advice, to be put behind another; empty if there is too little data, or no growth that matters. */
    static String of(@Nullable GateGrowth growth, Supplier<StatementCosts> costs) {
        if (growth == null || growth.lastWeek() < LEAST_HELD) {
            return "";
        }
        double perWeek = growth.lastWeek() - growth.weekBefore();
        long weeks = Math.round(Math.max(0, FULL - growth.lastWeek()) / perWeek);
        if (perWeek < LEAST_GROWTH || weeks > MOST_WEEKS) {
            return "";
        }
        return "; in the busiest hour of a day the gate was held " + percent(growth.lastWeek())
                + " of the time in the last week and "
                + percent(growth.weekBefore()) + " in the week before: at this growth the writer is full "
                + (weeks == 0 ? "within days" : weeks == 1 ? "in about a week" : "in about " + weeks + " weeks")
                + statements(costs.get());
    }

    private static String statements(StatementCosts costs) {
        if (costs.statements().isEmpty()) {
            return "";
        }
        return costs.first(STATEMENTS).stream()
                .map(cost -> "`" + cost.sql() + "`")
                .collect(Collectors.joining(", ", "; the statements that cost it most are ", ""));
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }
}
