// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.pool;

/** What someone wants a connection for. */
enum Need {
    /** To read, for as long as it takes. */
    READER,
    /** To write; the caller holds the write gate. */
    WRITER,
    /** To ask SQLite something that takes a moment, such as to compile a text: the writer's connection does too. */
    MOMENT
}
