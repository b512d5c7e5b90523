// SPDX-License-Identifier: Apache-2.0
/** SQLite's result codes, and retries while it is busy. */
@NullMarked
package io.github.safesqlite.internal.retry;

import org.jspecify.annotations.NullMarked;
