// SPDX-License-Identifier: Apache-2.0
/** What is learned of transactions that begin alike: whether the next one will write. */
@NullMarked
package io.github.safesqlite.internal.learning;

import org.jspecify.annotations.NullMarked;
