// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.snapshot.StatementCosts.Kind;
import io.github.safesqlite.snapshot.StatementCosts.Totals;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** The metrics of what statements cost the writer: sums by kind, as a text would be one more name each. */
final class CostMetrics {
    private CostMetrics() {}

    static void register(Registration metrics, Function<Kind, Totals> costs) {
        for (Kind kind : Kind.values()) {
            register(metrics, "Calls", kind, costs, Totals::calls);
            register(metrics, "Rows", kind, costs, Totals::rows);
            register(metrics, "Held", kind, costs, totals -> totals.held().toMillis());
            register(
                    metrics,
                    "MadeWait",
                    kind,
                    costs,
                    totals -> totals.madeWait().toMillis());
        }
    }

    private static void register(
            Registration metrics, String name, Kind kind, Function<Kind, Totals> costs, ToLongFunction<Totals> part) {
        String word = kind.name().toLowerCase(Locale.ROOT);
        metrics.gauge("cost." + name + '.' + word, () -> part.applyAsLong(costs.apply(kind)));
    }
}
