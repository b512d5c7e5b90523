// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.history;

import io.github.safesqlite.history.Operation.Delete;
import io.github.safesqlite.history.Operation.Read;
import io.github.safesqlite.history.Operation.RollbackTo;
import io.github.safesqlite.history.Operation.Savepoint;
import io.github.safesqlite.history.Operation.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a transaction saw of others, and what it left behind if it committed. */
final class Effects {
    /** What it read of keys that it had not changed. */
    final List<Read> reads = new ArrayList<>();

    /** What it wrote and did not undo. */
    final Set<Operation> kept;

    /** All that it wrote. */
    final Set<Operation> written = new HashSet<>();

    /** Reads that did not show the change that the transaction itself had made before. */
    final List<Read> blind = new ArrayList<>();

    private Map<Integer, Operation> own = new HashMap<>();
    private Map<Integer, Operation> ownAtSavepoint = Map.of();
    private Set<Operation> keptAtSavepoint = Set.of();

    Effects(Recorded transaction) {
        Set<Operation> keeps = new HashSet<>();
        for (Operation operation : transaction.operations()) {
            if (operation instanceof Read read) {
                see(read);
            } else if (operation instanceof Savepoint) {
                ownAtSavepoint = Map.copyOf(own);
                keptAtSavepoint = Set.copyOf(keeps);
            } else if (operation instanceof RollbackTo) {
                own = new HashMap<>(ownAtSavepoint);
                keeps = new HashSet<>(keptAtSavepoint);
            } else if (operation instanceof Write || operation instanceof Delete) {
                keeps.add(operation);
                written.add(operation);
                own.put(keyOf(operation), operation);
            }
        }
        kept = keeps;
    }

    private static int keyOf(Operation write) {
        return write instanceof Write one ? one.key() : ((Delete) write).key();
    }

    private void see(Read read) {
        Operation last = own.get(read.key());
        if (last == null) {
            reads.add(read);
        } else if (!shows(read, last)) {
            blind.add(read);
        }
    }

    private static boolean shows(Read read, Operation last) {
        String text = read.text();
        return last instanceof Write write ? text != null && History.mark(text).equals(write.mark()) : text == null;
    }
}
