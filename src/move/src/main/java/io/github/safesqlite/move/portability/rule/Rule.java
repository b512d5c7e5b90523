// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.rule;

import io.github.safesqlite.move.portability.sql.Schema;
import io.github.safesqlite.move.portability.sql.Statement;
import java.util.stream.IntStream;

/**
 * Something that PostgreSQL refuses or answers differently. Immutable.
 *
 * @param id its name, as in {@code --ignore}
 * @param difference what differs, in a sentence
 * @param fix what to do
 * @param check finds it
 */
public record Rule(String id, String difference, String fix, Check check) {
    /** Whether a statement has it at one of its tokens. */
    @FunctionalInterface
    public interface Check {
        /** Whether it begins at the token at {@code index}. */
        boolean at(Statement statement, int index, Schema schema);
    }

    /** The indexes of the tokens where a statement has it. */
    public IntStream places(Statement statement, Schema schema) {
        return IntStream.range(0, statement.size()).filter(index -> check.at(statement, index, schema));
    }
}
