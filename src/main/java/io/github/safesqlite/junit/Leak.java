// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.junit;

/**
 * Something that a test should have closed. Immutable.
 *
 * @param text one line that says what it is
 * @param stack where it was acquired
 */
record Leak(String text, Throwable stack) {}
