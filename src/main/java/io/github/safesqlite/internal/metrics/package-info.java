// SPDX-License-Identifier: Apache-2.0
/** Metrics of a pool, for Dropwizard and for Micrometer. Optional: nothing else needs these libraries. */
@NullMarked
package io.github.safesqlite.internal.metrics;

import org.jspecify.annotations.NullMarked;
