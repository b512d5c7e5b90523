// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.invariant;

/**
 * Something that must not last: a waiter whom nobody serves, a connection that a closed session has. It may be a moment between
 * two steps, so it counts only if a later look finds the same subject again. Immutable.
 *
 * @param subject what is wrong, recognised by {@code equals}
 * @param text what is wrong, in words
 */
public record Suspicion(Object subject, String text) {}
