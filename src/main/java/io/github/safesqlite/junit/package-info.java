// SPDX-License-Identifier: Apache-2.0
/**
 * Tests that fail when they leak. {@link io.github.safesqlite.junit.LeakAssertions} works with any test library; the rest is
 * for JUnit 5 and later, an optional dependency.
 */
@NullMarked
package io.github.safesqlite.junit;

import org.jspecify.annotations.NullMarked;
