// SPDX-License-Identifier: Apache-2.0
/** Backup of a database in use, and restore. Knows the pool and the gate. */
@NullMarked
package io.github.safesqlite.internal.backup;

import org.jspecify.annotations.NullMarked;
