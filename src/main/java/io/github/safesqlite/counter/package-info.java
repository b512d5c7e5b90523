// SPDX-License-Identifier: Apache-2.0
/** Counters that are merged in memory and stored from time to time. */
@NullMarked
package io.github.safesqlite.counter;

import org.jspecify.annotations.NullMarked;
