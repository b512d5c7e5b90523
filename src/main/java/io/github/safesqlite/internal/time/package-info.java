// SPDX-License-Identifier: Apache-2.0
/** Time that can be measured, limited and faked. */
@NullMarked
package io.github.safesqlite.internal.time;

import org.jspecify.annotations.NullMarked;
