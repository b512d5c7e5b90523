// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.internal.gate;

import io.github.safesqlite.internal.sql.SqlScript;
import io.github.safesqlite.snapshot.StatementCosts.Kind;

/** Of what kind the statement of a text is. */
final class TextKind {
    private TextKind() {}

    static Kind of(String text) {
        return switch (SqlScript.parse(text).single().verb()) {
            case INSERT, REPLACE -> Kind.INSERT;
            case UPDATE -> Kind.UPDATE;
            case DELETE -> Kind.DELETE;
            case CREATE, DROP, ALTER, REINDEX -> Kind.SCHEMA;
            default -> Kind.OTHER;
        };
    }
}
