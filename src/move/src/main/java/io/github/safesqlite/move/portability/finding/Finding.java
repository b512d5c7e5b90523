// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.finding;

import java.util.List;

/**
 * Something that will break on PostgreSQL, or give other results there. Immutable.
 *
 * @param id what it is, as in {@code --ignore}
 * @param place the table and column that it is about, or empty if the examples name the places
 * @param difference what differs
 * @param fix what to do, or empty if {@code difference} says it
 * @param count how many statements or rows have it
 * @param examples some of them: where a statement was found and its text, or the key of a row
 */
public record Finding(String id, String place, String difference, String fix, long count, List<String> examples) {
    /** Copies {@code examples}. */
    public Finding {
        examples = List.copyOf(examples);
    }
}
