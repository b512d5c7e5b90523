// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

/**
 * A listener that is called in the thread that does the work, before that thread goes on, some events inside the write gate. So
 * it can read that thread's context (MDC, trace spans), and so it must never wait: whoever it holds up holds up others.
 */
public interface InlineListener extends SqliteListener {}
