// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

import java.time.Duration;

/** Whether the service can answer, by the share of its connections that is in use and by the waits to write. */
public enum Health {
    /** All is well. */
    HEALTHY,
    /** From 80 %, or somebody has waited to write for half of a long time. */
    WARNING,
    /** From 90 %, or requests wait for a connection, or somebody has waited long to write. */
    DEGRADED;

    private static final double WARNING_FROM = 0.8;
    private static final double DEGRADED_FROM = 0.9;

    /** The health of a pool of which that share is in use, while so many wait for a connection. */
    public static Health of(double usage, int pending) {
        if (usage >= DEGRADED_FROM || pending > 0) {
            return DEGRADED;
        }
        return usage >= WARNING_FROM ? WARNING : HEALTHY;
    }

    /** The health where somebody has waited this long to write. */
    public static Health ofWait(Duration waited, Duration longWait) {
        if (waited.compareTo(longWait) >= 0) {
            return DEGRADED;
        }
        return waited.compareTo(longWait.dividedBy(2)) >= 0 ? WARNING : HEALTHY;
    }
}
