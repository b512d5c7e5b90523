// SPDX-License-Identifier: Apache-2.0
/** How gate, pool and sessions say that something in them is not as it must be. */
@NullMarked
package io.github.safesqlite.internal.invariant;

import org.jspecify.annotations.NullMarked;
