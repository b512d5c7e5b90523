// SPDX-License-Identifier: Apache-2.0
/** The database on PostgreSQL: its types, and whether it takes a statement. */
package io.github.safesqlite.move.portability.server;
