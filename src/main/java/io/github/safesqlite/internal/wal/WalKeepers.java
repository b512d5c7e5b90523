// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.wal;

import io.github.safesqlite.internal.file.FileKey;
import io.github.safesqlite.internal.file.WriteGates;
import io.github.safesqlite.internal.gate.WriteGate;
import io.github.safesqlite.internal.time.Ticker;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keepers of this JVM: one per file, however many DataSources use it. Safe for use by multiple threads. */
public final class WalKeepers {
    /** By gate, which is one per file too; guarded by itself. */
    private static final Map<WriteGate, WalKeeper> KEEPERS = new IdentityHashMap<>();

    private WalKeepers() {}

    /** Has the log of the user's file looked after until the stay is closed. A database in memory has none. */
    public static WalStay join(WalUser user, Ticker ticker) {
        Path file = user.source().file();
        if (file == null) {
            return new WalStay(user, null, ticker, () -> {});
        }
        FileKey key = user.source().fileKey();
        WriteGate gate = WriteGates.acquire(key);
        WalKeeper keeper;
        synchronized (KEEPERS) {
            WalKeeper known = KEEPERS.get(gate);
            keeper = known == null ? new WalKeeper(file, gate, ticker) : known;
            KEEPERS.put(gate, keeper);
            keeper.add(user);
        }
        return new WalStay(user, keeper, ticker, () -> leave(user, keeper, gate));
    }

    private static void leave(WalUser user, WalKeeper keeper, WriteGate gate) {
        boolean last;
        synchronized (KEEPERS) {
            keeper.remove(user);
            last = keeper.isUnused();
            if (last) {
                KEEPERS.remove(gate, keeper);
            }
        }
        try {
            if (last) {
                keeper.stop(user);
            }
        } finally {
            WriteGates.release(gate);
        }
    }

    /** The number of files that are looked after. */
    static int inUse() {
        synchronized (KEEPERS) {
            return KEEPERS.size();
        }
    }

    static @Nullable WalKeeper of(WriteGate gate) {
        synchronized (KEEPERS) {
            return KEEPERS.get(gate);
        }
    }
}
