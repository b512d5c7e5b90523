// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.batch;

/** What stands in the queue. */
public sealed interface Entry permits Write, FlushMark {
    /** Hands its outcome to its future. Called once, after it was settled, on the thread of those who wait for it. */
    void complete();
}
