// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.event;

/**
 * A listener that is called in the thread that does the work, before that thread continues; some events occur inside
 * the write gate. It can therefore read the context of that thread (MDC, trace spans), and it must never block: it
 * would hold up all other writers.
 */
public interface InlineListener extends SqliteListener {}
