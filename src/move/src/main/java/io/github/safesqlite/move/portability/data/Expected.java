// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.move.portability.data;

import io.github.safesqlite.move.type.ColumnType;
import java.util.Optional;

/**
 * What a column is, or will be, on PostgreSQL. Immutable.
 *
 * @param type its type, or empty if it is not known or takes any value
 * @param described its type as PostgreSQL writes it, or empty
 * @param required whether it does not take NULL
 */
public record Expected(Optional<ColumnType> type, String described, boolean required) {
    boolean isTemporal() {
        return described.startsWith("date") || described.startsWith("time");
    }

    boolean isBytes() {
        return described.equals("bytea");
    }

    boolean ignoresCase() {
        return described.equals("citext");
    }
}
