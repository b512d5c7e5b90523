// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.batch;

/** What a {@link BatchWriter} does with a write for which its queue has no room. */
public enum Overflow {
    /** The caller waits for room, up to {@code maxBlock}; then the write fails. */
    BLOCK,
    /** The write fails at once. */
    FAIL,
    /** The write that has waited longest fails and makes room. It is counted as dropped. */
    DROP_OLDEST
}
