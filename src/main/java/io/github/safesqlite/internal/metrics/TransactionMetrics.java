// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.metrics;

import io.github.safesqlite.snapshot.TransactionSnapshot.Counts;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The metrics of what is learned of transactions: sums, made when they are read. */
final class TransactionMetrics {
    private TransactionMetrics() {}

    static void register(Registration metrics, Supplier<Counts> counts) {
        register(metrics, "BegunReading", counts, Counts::begunReading);
        register(metrics, "BegunInGate", counts, Counts::begunInGate);
        register(metrics, "Wrote", counts, Counts::wrote);
        register(metrics, "GaveWay", counts, Counts::gaveWay);
        register(metrics, "Validated", counts, Counts::validated);
        register(metrics, "Conflicts", counts, Counts::conflicts);
        register(metrics, "GateTimeSaved", counts, all -> all.gateTimeSaved().toMillis());
        register(
                metrics, "GateTimeOfReads", counts, all -> all.gateTimeOfReads().toMillis());
    }

    private static void register(
            Registration metrics, String name, Supplier<Counts> counts, ToLongFunction<Counts> part) {
        metrics.gauge("transaction." + name, () -> part.applyAsLong(counts.get()));
    }
}
