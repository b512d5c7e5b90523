// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import io.github.safesqlite.config.BeginMode;

/** What a program runs on. */
record Setup(Storage storage, BeginMode beginMode) {
    /** Where the database is. */
    enum Storage {
        WAL,
        ROLLBACK_JOURNAL,
        MEMORY
    }

    String journalMode() {
        return switch (storage) {
            case WAL -> "WAL";
            case ROLLBACK_JOURNAL -> "DELETE";
            case MEMORY -> "MEMORY";
        };
    }
}
