// SPDX-License-Identifier: Apache-2.0
/**
 * Detects what is held too long: connections that are not closed, connections that are unreachable, transactions that write too
 * long.
 */
@NullMarked
package io.github.safesqlite.internal.leak;

import org.jspecify.annotations.NullMarked;
