// SPDX-License-Identifier: Apache-2.0
/** Locks for sections that many threads enter and that take less than a microsecond. */
@NullMarked
package io.github.safesqlite.internal.lock;

import org.jspecify.annotations.NullMarked;
