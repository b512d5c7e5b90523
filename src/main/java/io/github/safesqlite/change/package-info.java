// SPDX-License-Identifier: Apache-2.0
/** What commits have changed, told to subscribers. */
@NullMarked
package io.github.safesqlite.change;

import org.jspecify.annotations.NullMarked;
