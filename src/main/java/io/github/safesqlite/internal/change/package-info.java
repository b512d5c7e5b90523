// SPDX-License-Identifier: Apache-2.0
/** Who is told what commits have changed, and how it reaches them. */
@NullMarked
package io.github.safesqlite.internal.change;

import org.jspecify.annotations.NullMarked;
