// SPDX-License-Identifier: Apache-2.0
/** Physical connections: how they are opened, configured, cached, shared and closed. */
@NullMarked
package io.github.safesqlite.internal.pool;

import org.jspecify.annotations.NullMarked;
