// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.admin;

/** Whether the service can answer, by the share of its connections that is in use. */
public enum Health {
    /** All is well. */
    HEALTHY,
    /** From 80 %. */
    WARNING,
    /** From 90 %, or requests wait for a connection. */
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
}
