// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.variant;

/** SQLite's {@code PRAGMA synchronous} in the variants that set it. */
public enum Synchronous {
    /** No fsync per commit in WAL mode. */
    NORMAL,
    /** One fsync per commit. */
    FULL
}
