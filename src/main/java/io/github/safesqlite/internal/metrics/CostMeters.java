// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.snapshot.StatementCosts.Kind;
import io.github.safesqlite.snapshot.StatementCosts.Totals;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of what statements cost the writer: sums with the tag {@code kind}. */
final class CostMeters {
    private final MeterRegistration meters;
    private final Function<Kind, Totals> costs;

    private CostMeters(MeterRegistration meters, Function<Kind, Totals> costs) {
        this.meters = meters;
        this.costs = costs;
    }

    static void register(MeterRegistration meters, Function<Kind, Totals> costs) {
        var ofStatements = new CostMeters(meters, costs);
        ofStatements.sum("calls", "Statements inside the write gate", null, Totals::calls);
        ofStatements.sum("rows", "Rows that they changed", null, Totals::rows);
        ofStatements.sum("held", "Time that they were inside", "seconds", totals -> seconds(totals.held()));
        ofStatements.sum("made.wait", "Time that others waited", "seconds", totals -> seconds(totals.madeWait()));
    }

    private void sum(String name, String description, @Nullable String unit, ToDoubleFunction<Totals> part) {
        for (Kind kind : Kind.values()) {
            meters.sum(
                    "safesqlite.cost." + name,
                    description,
                    unit,
                    () -> part.applyAsDouble(costs.apply(kind)),
                    "kind",
                    kind.name().toLowerCase(Locale.ROOT));
        }
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
