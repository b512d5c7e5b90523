// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

/** How urgent the writes of a session are. */
public enum Priority {
    /** Somebody waits for them: the default. */
    INTERACTIVE,
    /** They may wait for those that are interactive, but not without end. */
    BACKGROUND
}
