// SPDX-License-Identifier: Apache-2.0
/** Reads the SQLite database. */
package io.github.safesqlite.move.source;
