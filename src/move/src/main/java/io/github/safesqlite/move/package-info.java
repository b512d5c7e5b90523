// SPDX-License-Identifier: Apache-2.0
/** A command line that moves a SQLite database to PostgreSQL, and proves that all of it has arrived. */
package io.github.safesqlite.move;
