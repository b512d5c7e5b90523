// SPDX-License-Identifier: Apache-2.0
/** Transactions: their stages, savepoints, the way into the write gate, and writes of two connections of one thread. */
@NullMarked
package io.github.safesqlite.internal.transaction;

import org.jspecify.annotations.NullMarked;
