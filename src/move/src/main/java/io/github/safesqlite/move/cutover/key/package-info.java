// SPDX-License-Identifier: Apache-2.0
/** The keys by which a cut-over finds changed rows on both sides. */
package io.github.safesqlite.move.cutover.key;
