// SPDX-License-Identifier: Apache-2.0
package io.github.safesqlite.differential;

import java.util.regex.Pattern;

/** What is looked for in the SQL of a step, where there is no structure for it. */
final class SqlWords {
    static final Pattern OR_ROLLBACK = Pattern.compile("\\bOR ROLLBACK\\b");

    /** An INSERT that may generate no key. */
    static final Pattern MAY_INSERT_NOTHING = Pattern.compile("OR IGNORE|INTO w|ON CONFLICT|\\) SELECT");

    /** Asks for what the last write left. */
    static final Pattern COUNTERS = Pattern.compile("last_insert_rowid\\(\\)|\\bchanges\\(\\)");

    /** Temporary objects, or what may do nothing. */
    static final Pattern MAY_BE_NO_WRITE = Pattern.compile("(?i)temp|\\btt\\b|IF (NOT )?EXISTS");

    /** Copies from one database into another one. */
    static final Pattern ON_SECOND = Pattern.compile("(INTO|UPDATE|FROM) m2\\.");

    /** A write of a table with a trigger that fires for each updated row. */
    static final Pattern UPDATES_U = Pattern.compile("UPDATE.* u SET|ON CONFLICT");

    static final Pattern INTO_T = Pattern.compile("INTO t\\b");
    static final Pattern TRIGGER_ON_T = Pattern.compile("TRIGGER ti\\b");

    private SqlWords() {}
}
