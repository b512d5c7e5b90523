// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pragma;

/** Which values a configuration may give to a PRAGMA. */
public enum Values {
    /** One of {@link KnownPragma#words}. */
    WORD,
    /** One of {@link KnownPragma#words}, or an integer. */
    WORD_OR_INTEGER,
    INTEGER,
    /** Bytes, as a number or as a size with a unit. */
    BYTES,
    /** Pages, or KiB if negative, or a size with a unit. */
    CACHE_SIZE,
    /** None: it cannot be configured. */
    NONE
}
