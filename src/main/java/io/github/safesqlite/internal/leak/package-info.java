// SPDX-License-Identifier: Apache-2.0
/** Watches what is held too long: connections not returned, connections forgotten, transactions that write too long. */
@NullMarked
package io.github.safesqlite.internal.leak;

import org.jspecify.annotations.NullMarked;
