// SPDX-License-Identifier: Apache-2.0
/**
 * Conversion of values by the type of the target's column, into a canonical text that is the same for equal values of both databases.
 * A value that would change is refused.
 */
package io.github.safesqlite.move.type;
