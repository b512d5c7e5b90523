// SPDX-License-Identifier: Apache-2.0
/** What will break when an application moves from SQLite to PostgreSQL: in its statements and in its data. */
package io.github.safesqlite.move.portability;
