// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The right to run tasks. Used by one thread at a time. */
@FunctionalInterface
interface LedgerLock {
    /** The ledger, to be closed soon; null if another process has it. */
    @Nullable
    Ledger take() throws IOException;

    /** The lock of a database in memory, which no other process has. */
    static LedgerLock alone() {
        Map<String, Instant> runs = new HashMap<>();
        Ledger ledger = new Ledger() {
            @Override
            public @Nullable Instant lastRun(String task) {
                return runs.get(task);
            }

            @Override
            public void note(String task, Instant started) {
                runs.put(task, started);
            }

            @Override
            public void close() {
                // Nobody waits for it.
            }
        };
        return () -> ledger;
    }
}
