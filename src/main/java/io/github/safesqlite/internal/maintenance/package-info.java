// SPDX-License-Identifier: Apache-2.0
/** What is done to a file from time to time, by one process at a time. Knows the pool, the gate and backups. */
@NullMarked
package io.github.safesqlite.internal.maintenance;

import org.jspecify.annotations.NullMarked;
