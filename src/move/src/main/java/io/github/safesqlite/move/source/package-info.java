// SPDX-License-Identifier: Apache-2.0
/** Reads the SQLite database, and takes its write lock for a cut-over. */
package io.github.safesqlite.move.source;
