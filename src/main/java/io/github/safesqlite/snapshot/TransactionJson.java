// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import static io.github.safesqlite.snapshot.JsonWriter.object;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON form of what was learned of transactions. */
final class TransactionJson {
    private TransactionJson() {}

    static Map<String, @Nullable Object> of(TransactionSnapshot learned) {
        return object(
                "kinds",
                learned.kinds(),
                "total",
                counts(learned.total()),
                "forgotten",
                counts(learned.forgotten()),
                "busiest",
                learned.busiest().stream().map(TransactionJson::kind).toList());
    }

    private static Map<String, @Nullable Object> kind(TransactionSnapshot.Kind kind) {
        return object(
                "statement", kind.statement(),
                "name", kind.name(),
                "expected", kind.expected(),
                "counts", counts(kind.counts()));
    }

    private static Map<String, @Nullable Object> counts(TransactionSnapshot.Counts counts) {
        return object(
                "transactions", counts.transactions(),
                "wrote", counts.wrote(),
                "begunReading", counts.begunReading(),
                "begunInGate", counts.begunInGate(),
                "gaveWay", counts.gaveWay(),
                "validated", counts.validated(),
                "conflicts", counts.conflicts(),
                "gateMillisSaved", counts.gateTimeSaved().toMillis(),
                "gateMillisOfReads", counts.gateTimeOfReads().toMillis());
    }
}
