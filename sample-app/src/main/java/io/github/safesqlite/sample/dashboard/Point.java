// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.sample.dashboard;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * One moment of every plot. Numbers that a pool does not know are null. Times are in milliseconds, the rest are counts
 * or rates per second.
 *
 * @param time when, in milliseconds since 1970
 * @param utilisation the part of the last minute in which the write gate was held, in percent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Point(
        long time,
        Integer active,
        Integer idle,
        Integer pending,
        Integer maximum,
        Double waitP50,
        Double waitP95,
        Double waitP99,
        Double holdP50,
        Double holdP95,
        Double holdP99,
        Double utilisation,
        Integer queue,
        Double requests,
        Double errors,
        Double busyRetries,
        Double writes,
        Double contended,
        Double walMebibytes,
        Long checkpoints,
        Integer batchDepth,
        Double batchWritten) {
    /** A point of a pool of which only the connections are known. */
    public static Point ofConnections(
            long time, int active, int idle, int pending, int maximum, double requests, double errors) {
        return new Point(
                time, active, idle, pending, maximum, null, null, null, null, null, null, null, null, requests, errors,
                null, null, null, null, null, null, null);
    }
}
