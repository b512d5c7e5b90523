// SPDX-License-Identifier: Apache-2.0
/** Brings the target up to date with the rows that have changed in the source. */
package io.github.safesqlite.move.cutover.follow;
