// SPDX-License-Identifier: Apache-2.0
/** Stops the writers of the source for the last changes. */
package io.github.safesqlite.move.cutover.hold;
