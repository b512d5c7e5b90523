// SPDX-License-Identifier: Apache-2.0
/** Events of the library, for metrics, leak reports and tests. */
@NullMarked
package io.github.safesqlite.event;

import org.jspecify.annotations.NullMarked;
