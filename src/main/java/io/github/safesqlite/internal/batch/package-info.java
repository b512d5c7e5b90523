// SPDX-License-Identifier: Apache-2.0
/** How a batch writer works: its queue, the transaction of a batch, and how the outcomes get to those who wait. */
@NullMarked
package io.github.safesqlite.internal.batch;

import org.jspecify.annotations.NullMarked;
