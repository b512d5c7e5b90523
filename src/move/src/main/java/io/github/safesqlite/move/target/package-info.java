// SPDX-License-Identifier: Apache-2.0
/** Reads the schema of the PostgreSQL database, and writes and reads its rows. */
package io.github.safesqlite.move.target;
