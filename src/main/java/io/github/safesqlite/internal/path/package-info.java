// SPDX-License-Identifier: Apache-2.0
/** Names of files as SQLite reads them. */
@NullMarked
package io.github.safesqlite.internal.path;

import org.jspecify.annotations.NullMarked;
