// SPDX-License-Identifier: Apache-2.0
/** Connections of the driver: their statements, programs, counters, PRAGMAs and page caches. */
@NullMarked
package io.github.safesqlite.internal.driver;

import org.jspecify.annotations.NullMarked;
