// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

/** How long a hold that may give way stays although somebody waits. Asked under the gate's lock, so it must not wait itself. */
public interface Patience {
    /** How often it is worth asking. */
    long periodNanos();

    /** How much longer the hold stays if nothing changes; zero or less if it is to give way now. */
    long nanosLeft(long heldNanos, long nowNanos);
}
