// SPDX-License-Identifier: Apache-2.0
/** Passes events on to the listeners of a pool. */
@NullMarked
package io.github.safesqlite.internal.listeners;

import org.jspecify.annotations.NullMarked;
