// SPDX-License-Identifier: Apache-2.0
/** Writes that are queued and committed many at a time. */
@NullMarked
package io.github.safesqlite.batch;

import org.jspecify.annotations.NullMarked;
