// SPDX-License-Identifier: Apache-2.0
/** How counters are merged in memory and stored. */
@NullMarked
package io.github.safesqlite.internal.counter;

import org.jspecify.annotations.NullMarked;
