// SPDX-License-Identifier: Apache-2.0
/** Hashes of rows and tables, which are equal on both sides if all values are. */
package io.github.safesqlite.move.digest;
