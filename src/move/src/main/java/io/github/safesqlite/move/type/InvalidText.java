// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.type;

/** A TEXT whose bytes are not valid UTF-8. */
public record InvalidText(int length) {}
