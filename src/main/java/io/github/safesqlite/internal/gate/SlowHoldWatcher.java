// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

/** Hears of the end of a hold that was found to be slow. */
@FunctionalInterface
public interface SlowHoldWatcher {
    /** The hold has ended; {@code inflictedNanos} is what others waited while it lasted, added up. */
    void ended(Hold hold, long inflictedNanos);
}
