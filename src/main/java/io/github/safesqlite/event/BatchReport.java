// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

import java.time.Duration;

/**
 * A batch that a batch writer has written, or the counters have flushed. Immutable.
 *
 * @param writer the name of the writer
 * @param written how many writes were committed
 * @param failed how many writes failed
 * @param dropped how many writes there was no room for since the batch before
 * @param took how long the writing took, with the wait for the write gate
 */
public record BatchReport(String writer, int written, int failed, int dropped, Duration took) {}
