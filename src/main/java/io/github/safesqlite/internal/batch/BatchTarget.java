// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

import java.util.List;

/** What writes batches. */
@FunctionalInterface
public interface BatchTarget {
    /** Writes these and settles each of them, whatever happens. */
    void write(List<Write<?>> batch);
}
