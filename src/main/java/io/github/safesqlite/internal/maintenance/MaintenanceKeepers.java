// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.WriteGates;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.time.Clock;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keepers of this JVM: one per database, however many DataSources use it. Safe for use by multiple threads. */
public final class MaintenanceKeepers {
    /** By gate, which is one per database too; guarded by itself. */
    private static final Map<WriteGate, MaintenanceKeeper> KEEPERS = new IdentityHashMap<>();

    private MaintenanceKeepers() {}

    /** Has done what the user wants, until the stay is closed. */
    public static MaintenanceStay join(MaintenanceUser user, Clock clock, Ticker ticker) {
        FileKey key = user.source().fileKey();
        WriteGate gate = WriteGates.acquire(key);
        MaintenanceKeeper keeper;
        synchronized (KEEPERS) {
            keeper = KEEPERS.computeIfAbsent(
                    gate, none -> newKeeper(user.source().file(), clock, ticker));
            keeper.add(user);
        }
        return new MaintenanceStay(user, keeper, () -> leave(user, keeper, gate));
    }

    private static MaintenanceKeeper newKeeper(@Nullable Path file, Clock clock, Ticker ticker) {
        Lease lease = file == null ? Lease.alone() : LedgerFile.leaseOf(file);
        return new MaintenanceKeeper(file, lease, clock, ticker, Alarm.system());
    }

    private static void leave(MaintenanceUser user, MaintenanceKeeper keeper, WriteGate gate) {
        boolean last;
        synchronized (KEEPERS) {
            last = keeper.remove(user);
            if (last) {
                KEEPERS.remove(gate, keeper);
            }
        }
        try {
            keeper.awaitEndOf(user);
        } finally {
            WriteGates.release(gate);
        }
    }
}
