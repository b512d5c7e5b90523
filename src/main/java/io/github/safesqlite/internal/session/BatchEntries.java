// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.session;

import java.util.ArrayList;
import java.util.List;

/** What was added to the batch of a statement and has not run yet. Guarded by the session's lock, which it takes itself. */
final class BatchEntries {
    private final Session session;
    private List<Execution> entries = new ArrayList<>(0);

    BatchEntries(Session session) {
        this.session = session;
    }

    void add(List<Execution> more) {
        session.lock();
        try {
            entries.addAll(more);
        } finally {
            session.unlock();
        }
    }

    /** Gives the entries in their order and leaves none. */
    List<Execution> take() {
        session.lock();
        try {
            List<Execution> taken = entries;
            entries = new ArrayList<>(0);
            return taken;
        } finally {
            session.unlock();
        }
    }
}
