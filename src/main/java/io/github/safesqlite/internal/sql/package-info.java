// SPDX-License-Identifier: Apache-2.0
/** Splits, parses and classifies SQL without asking SQLite. */
@NullMarked
package io.github.safesqlite.internal.sql;

import org.jspecify.annotations.NullMarked;
