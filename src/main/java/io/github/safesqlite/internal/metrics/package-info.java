// SPDX-License-Identifier: Apache-2.0
/** What a pool does, as Dropwizard metrics. Optional: nothing else needs that library. */
@NullMarked
package io.github.safesqlite.internal.metrics;

import org.jspecify.annotations.NullMarked;
