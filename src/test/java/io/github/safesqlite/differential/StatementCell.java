// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

/** One place in the table: a text, the call that it goes through, and when. */
record StatementCell(StatementTexts family, String text, StatementCall call, Mode mode) {
    /** When the call is made. */
    enum Mode {
        AUTOCOMMIT,
        /** Twice on one statement, in auto-commit mode. */
        TWICE,
        FIRST_IN_TRANSACTION,
        /** In a transaction that has written. */
        IN_TRANSACTION,
        AFTER_ROLLBACK;

        /** Whether calls of that sort are made then; the others show there what they show elsewhere. */
        boolean isFor(StatementCall call) {
            return this == AUTOCOMMIT || this == FIRST_IN_TRANSACTION || this == IN_TRANSACTION || call.isExemplary();
        }

        boolean isAutoCommit() {
            return this == AUTOCOMMIT || this == TWICE;
        }
    }

    /** Whether its rows tell how often the file has changed, which the table does itself in between. */
    boolean showsHistory() {
        return text.equals("PRAGMA schema_version")
                || text.equals("PRAGMA wal_checkpoint")
                || family == StatementTexts.EXPLAIN && !text.startsWith("EXPLAIN QUERY PLAN");
    }

    String shownText() {
        return '"' + text.replace("\n", "\\n") + '"';
    }
}
