// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.sql;

/** How a BEGIN statement starts its transaction. */
public enum BeginKind {
    DEFERRED,
    IMMEDIATE,
    EXCLUSIVE
}
