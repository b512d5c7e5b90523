// SPDX-License-Identifier: Apache-2.0
/** Copies of a database that is in use, and the way back. Knows the pool and the gate. */
@NullMarked
package io.github.safesqlite.internal.backup;

import org.jspecify.annotations.NullMarked;
