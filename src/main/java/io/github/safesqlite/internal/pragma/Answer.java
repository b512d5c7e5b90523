// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pragma;

/** Whether a PRAGMA gives a result set. */
public enum Answer {
    ALWAYS,
    WITHOUT_VALUE,
    NEVER
}
