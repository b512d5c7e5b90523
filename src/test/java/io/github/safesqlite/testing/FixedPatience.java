// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.testing;

import io.github.safesqlite.internal.gate.Patience;
import java.time.Duration;

/** That of a hold that stays for so long, whatever it does. */
public record FixedPatience(Duration time) implements Patience {
    @Override
    public long periodNanos() {
        return time.toNanos();
    }

    @Override
    public long nanosLeft(long heldNanos, long nowNanos) {
        return time.toNanos() - heldNanos;
    }
}
