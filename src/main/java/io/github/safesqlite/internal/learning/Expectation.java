// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

/** What the next transaction of a key is expected to do. */
public enum Expectation {
    /** Too few have been seen. */
    UNKNOWN,
    /** It will only read. */
    READS,
    /** It may write. */
    WRITES
}
