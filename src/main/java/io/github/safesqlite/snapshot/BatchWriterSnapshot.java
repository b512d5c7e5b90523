// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.snapshot;

import java.time.Duration;

/**
 * A batch writer, or the writer of counters, at one moment. Immutable.
 *
 * @param writerId its number in the JVM
 * @param name its name
 * @param depth how many writes wait
 * @param capacity how many may wait
 * @param bytes how many bytes those that wait or are being written take, by estimate
 * @param maxBytes how many they may take
 * @param oldest how long the oldest has waited; zero if none waits
 * @param batches how many batches were written
 * @param written how many writes were committed
 * @param failed how many writes failed
 * @param dropped how many writes were dropped for newer ones or refused since there was no room
 * @param blocked how many submits had to wait for room
 * @param openedAt carries the stack of the place that opened it
 */
public record BatchWriterSnapshot(
        long writerId,
        String name,
        int depth,
        int capacity,
        long bytes,
        long maxBytes,
        Duration oldest,
        long batches,
        long written,
        long failed,
        long dropped,
        long blocked,
        Throwable openedAt) {}
