// SPDX-License-Identifier: Apache-2.0
/** What is stored in a database, and which rows do not fit their columns on PostgreSQL. */
package io.github.safesqlite.move.portability.data;
