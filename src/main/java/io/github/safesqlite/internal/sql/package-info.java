// SPDX-License-Identifier: Apache-2.0
/** What a SQL text is and what it needs: split, read and classified without asking SQLite. */
@NullMarked
package io.github.safesqlite.internal.sql;

import org.jspecify.annotations.NullMarked;
