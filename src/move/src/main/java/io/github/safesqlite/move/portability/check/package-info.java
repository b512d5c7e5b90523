// SPDX-License-Identifier: Apache-2.0
/** Looks at the statements and the rows, and puts together what was found. */
package io.github.safesqlite.move.portability.check;
