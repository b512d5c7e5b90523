// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.learning;

/**
 * What has happened to the transactions of a key, or of several.
 *
 * @param wrote how many wrote
 * @param begunReading how many began beside the writer
 * @param begunInGate how many began in the write gate
 * @param gaveWay how many left the gate to those who waited
 * @param validated how many wrote on an outdated snapshot after their reads were found unchanged
 * @param conflicts how many failed because what they had read was changed
 * @param gateNanosSaved the nanoseconds that transactions spent outside of the gate instead of in it
 */
public record KeyCounts(
        long wrote,
        long begunReading,
        long begunInGate,
        long gaveWay,
        long validated,
        long conflicts,
        long gateNanosSaved) {
    /** Nothing has happened. */
    public static final KeyCounts NONE = new KeyCounts(0, 0, 0, 0, 0, 0, 0);

    /** How many have begun. */
    public long transactions() {
        return begunReading + begunInGate;
    }

    /** These and others together. */
    public KeyCounts plus(KeyCounts others) {
        return new KeyCounts(
                wrote + others.wrote,
                begunReading + others.begunReading,
                begunInGate + others.begunInGate,
                gaveWay + others.gaveWay,
                validated + others.validated,
                conflicts + others.conflicts,
                gateNanosSaved + others.gateNanosSaved);
    }
}
