// SPDX-License-Identifier: Apache-2.0
/** Logging through SLF4J 1.7 or 2 that never throws. */
@NullMarked
package io.github.safesqlite.internal.log;

import org.jspecify.annotations.NullMarked;
