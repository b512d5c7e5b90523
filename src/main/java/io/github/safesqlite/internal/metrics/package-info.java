// SPDX-License-Identifier: Apache-2.0
/** Dropwizard metrics of a pool. Optional: nothing else needs that library. */
@NullMarked
package io.github.safesqlite.internal.metrics;

import org.jspecify.annotations.NullMarked;
