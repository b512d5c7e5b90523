// SPDX-License-Identifier: Apache-2.0
/** Triggers of the SQLite file that record which rows are changed, and later keep it from being changed. */
package io.github.safesqlite.move.cutover.capture;
