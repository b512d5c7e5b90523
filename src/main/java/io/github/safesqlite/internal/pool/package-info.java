// SPDX-License-Identifier: Apache-2.0
/** Who has which physical connection: the pool, its queue, its idle connections, and other sources. */
@NullMarked
package io.github.safesqlite.internal.pool;

import org.jspecify.annotations.NullMarked;
