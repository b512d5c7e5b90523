// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

/** Is notified when a hold that was reported as slow ends. */
@FunctionalInterface
public interface SlowHoldWatcher {
    /** The hold has ended; {@code inflictedNanos} is what others waited while it lasted, added up. */
    void ended(Hold hold, long inflictedNanos);
}
