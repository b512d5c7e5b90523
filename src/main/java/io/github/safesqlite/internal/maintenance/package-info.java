// SPDX-License-Identifier: Apache-2.0
/** Periodic maintenance of a file, by one process at a time. Knows the pool, the gate and backups. */
@NullMarked
package io.github.safesqlite.internal.maintenance;

import org.jspecify.annotations.NullMarked;
