// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.maintenance;

import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Records when each task last ran. Only its holder may run tasks. Not thread-safe. */
interface Ledger extends AutoCloseable {
    /** When the task was run last, by anybody; null if that is not known. */
    @Nullable
    Instant lastRun(String task);

    /** Notes a run. */
    void note(String task, Instant started) throws IOException;

    @Override
    void close() throws IOException;
}
