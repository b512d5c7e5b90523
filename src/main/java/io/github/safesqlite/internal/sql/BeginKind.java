// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

/** How a BEGIN statement starts its transaction. */
public enum BeginKind {
    /** It does not say: as a transaction in manual commit mode begins. */
    PLAIN,
    DEFERRED,
    IMMEDIATE,
    EXCLUSIVE;

    /** Whether it takes the write lock at once. */
    public boolean locks() {
        return this == IMMEDIATE || this == EXCLUSIVE;
    }
}
