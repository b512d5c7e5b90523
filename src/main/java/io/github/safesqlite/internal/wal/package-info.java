// SPDX-License-Identifier: Apache-2.0
/** Keeps the write-ahead log small: runs checkpoints and reports readers that pin it. Knows the pool and the gate. */
@NullMarked
package io.github.safesqlite.internal.wal;

import org.jspecify.annotations.NullMarked;
