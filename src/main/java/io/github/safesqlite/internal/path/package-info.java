// SPDX-License-Identifier: Apache-2.0
/** File names as SQLite reads them. */
@NullMarked
package io.github.safesqlite.internal.path;

import org.jspecify.annotations.NullMarked;
