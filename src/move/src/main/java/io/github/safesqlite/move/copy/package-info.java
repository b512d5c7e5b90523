// SPDX-License-Identifier: Apache-2.0
/** Copies the rows, a transaction for each table or circle of tables. */
package io.github.safesqlite.move.copy;
