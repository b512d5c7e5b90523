// SPDX-License-Identifier: Apache-2.0
/** Checks of the source before anything is written, and of the target afterwards. */
package io.github.safesqlite.move.check;
