// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.diagnosis;

import io.github.safesqlite.config.BeginMode;
import io.github.safesqlite.internal.gate.GateLoad;
import io.github.safesqlite.internal.pool.PoolAdvice;
import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.internal.sql.StatementKind;
import io.github.safesqlite.internal.text.SqlText;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;
import io.github.safesqlite.snapshot.PoolSnapshot;
import io.github.safesqlite.snapshot.TransactionSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Advice on waits, in words. */
final class Advice {
    private static final double WAITS_MUCH = 0.2;
    private static final double NEARLY_FULL = 0.9;
    private static final double SATURATED = 0.9;
    private static final Duration LONG_HOLD = Duration.ofMillis(20);

    private Advice() {}

    static String of(
            GateLoad load,
            BeginMode beginMode,
            PoolSnapshot pool,
            List<BatchWriterSnapshot> writers,
            TransactionSnapshot transactions,
            List<String> violations) {
        var advice = new StringBuilder(writers(load, beginMode));
        if (!violations.isEmpty()) {
            advice.append("; the self-check found a fault of the library (")
                    .append(String.join("; ", violations))
                    .append("): report it with the log, and restart the application if it stands still");
        }
        if (pool.suspended()) {
            advice.append("; the pool is suspended: resume it");
        } else if (pool.pending() > 0) {
            advice.append("; ")
                    .append(pool.pending())
                    .append(" connections wait for a physical connection: ")
                    .append(PoolAdvice.whileWaiting(pool.maximum()));
        }
        writers.stream().filter(Advice::isFull).forEach(writer -> advice.append(outrun(writer)));
        TransactionAdvice.append(transactions, load.waitShare() >= WAITS_MUCH, advice);
        return advice.toString();
    }

    /** Whether there is hardly room: the bound in number or in bytes is near. */
    private static boolean isFull(BatchWriterSnapshot writer) {
        return writer.depth() >= NEARLY_FULL * writer.capacity() || writer.bytes() >= NEARLY_FULL * writer.maxBytes();
    }

    private static String outrun(BatchWriterSnapshot writer) {
        return "; batch writer " + writer.name() + " is full (" + writer.depth() + " of " + writer.capacity()
                + " writes wait, the oldest for " + writer.oldest().toMillis()
                + " ms): writes come faster than the disk takes them, raise batchSize (maxKeys of counters) or submit less";
    }

    private static String writers(GateLoad load, BeginMode beginMode) {
        String waits = "writers wait " + percent(load.waitShare()) + " of their time";
        String held = "the gate is held " + percent(load.utilisation()) + " of the time";
        String worst = load.worstSql();
        if (load.waitShare() < WAITS_MUCH || worst == null) {
            return waits + ", " + held + ": nothing to do";
        }
        String holder = "; holder `" + SqlText.abbreviate(worst) + "` averages " + millis(load.worstAverage());
        if (load.worstAverage().compareTo(LONG_HOLD) >= 0) {
            return waits + holder + "; shorten that transaction rather than raising a timeout"
                    + (beginMode == BeginMode.IMMEDIATE && isQuery(worst)
                            ? ", and if it only reads, set beginMode=ADAPTIVE or call setReadOnly(true)"
                            : "");
        }
        if (load.utilisation() >= SATURATED) {
            return waits + ", " + held + holder + "; group several writes into one transaction";
        }
        return waits + ", " + held + holder + "; they come in bursts and queue briefly: nothing to do";
    }

    private static boolean isQuery(String sql) {
        return SqlScript.parse(sql).single().kind() == StatementKind.READ;
    }

    private static String percent(double share) {
        return Math.round(share * 100) + " %";
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, duration.toMillis() < 10 ? "%.1f ms" : "%.0f ms", duration.toNanos() / 1e6);
    }
}
