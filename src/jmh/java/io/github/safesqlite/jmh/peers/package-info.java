// SPDX-License-Identifier: Apache-2.0
/** One command that runs the same work on this library and on every other pool, by turns, and writes the tables. */
@NullMarked
package io.github.safesqlite.jmh.peers;

import org.jspecify.annotations.NullMarked;
