// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import io.github.safesqlite.internal.time.Deadline;
import io.github.safesqlite.snapshot.BatchWriterSnapshot;

/** A batch writer or counters, as their DataSource knows them while they are open. */
public interface OpenWriter {
    /** Its numbers now. */
    BatchWriterSnapshot snapshot();

    /** Closes it until then, and tells in the log what is not written. */
    void close(Deadline deadline);
}
